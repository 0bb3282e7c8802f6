// What is wrong with the pictures and texts of a notebook's outputs, as the page shows them: `legibility.look(roots, screenshot)`.
//
// `begin` takes the outputs of a panel, and `scroll` shows more of them, until none is left: those that are whole in the window
// are `visible`, those not looked at yet the `rest`.
//
// Where a text is and which colour it has says the page; JupyterLab shows a figure as an image, which it is asked of a copy in a
// frame of its own. What is behind a text, and whether it is seen at all, say the pixels of a screenshot.
(function () {
  const leastContrast = 3;
  const slack = 1;

  function luminance([red, green, blue]) {
    const linear = (part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  function contrast(a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  }

  function box(rectangle, left = 0, top = 0, scale = 1) {
    return {
      left: left + rectangle.left * scale, top: top + rectangle.top * scale,
      right: left + rectangle.right * scale, bottom: top + rectangle.bottom * scale,
    };
  }

  function isInside(inner, outer) {
    return inner.left >= outer.left - slack && inner.top >= outer.top - slack
      && inner.right <= outer.right + slack && inner.bottom <= outer.bottom + slack;
  }

  // A line of text is higher than its letters.
  function overlap(a, b) {
    const height = Math.min(a.bottom - a.top, b.bottom - b.top);
    return Math.min(a.right, b.right) - Math.max(a.left, b.left) > slack
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > Math.max(slack, 0.3 * height);
  }

  // Red, green, blue and opacity.
  function parts(color) {
    const numbers = (color.match(/[\d.]+/g) || []).map(Number);
    return numbers.length < 3 ? null : [...numbers.slice(0, 3), numbers[3] ?? 1];
  }

  function opacity(element) {
    let result = 1;
    for (let at = element; at; at = at.parentElement) {
      result *= Number(at.ownerDocument.defaultView.getComputedStyle(at).opacity);
    }
    return result;
  }

  // The texts of an SVG element, placed on the page by `left`, `top` and `scale`.
  function drawnTexts(svg, left, top, scale) {
    const style = svg.ownerDocument.defaultView.getComputedStyle;
    const paper = box(svg.getBoundingClientRect(), left, top, scale);
    const texts = [];
    for (const element of svg.querySelectorAll("text")) {
      const words = [...element.childNodes].filter((child) => child.nodeName !== "title")
        .map((child) => child.textContent).join("").trim();
      if (!words) { continue; }
      const own = style(element);
      const color = parts(own.fill);
      if (color) { color[3] *= Number(own.fillOpacity) * opacity(element); }
      const limits = [paper];
      const clip = element.closest("[clip-path]")?.getAttribute("clip-path").match(/#([^)"]+)/);
      const shape = clip && svg.querySelector(`[id="${clip[1]}"] rect`);
      if (shape) {
        const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(shape.getAttribute(name)));
        const matrix = element.closest("[clip-path]").getScreenCTM();
        const corner = new DOMPoint(x, y).matrixTransform(matrix);
        const other = new DOMPoint(x + width, y + height).matrixTransform(matrix);
        limits.push(box({ left: corner.x, top: corner.y, right: other.x, bottom: other.y }, left, top, scale));
      }
      const matrix = element.getCTM();
      texts.push({
        words, color, limits, group: svg, box: box(element.getBoundingClientRect(), left, top, scale),
        isSlanted: Math.abs(matrix.a * matrix.b) > 0.01,
      });
    }
    return texts;
  }

  // A copy of an SVG image in a frame: a page cannot look into the image itself.
  async function imageTexts(image) {
    const shown = image.getBoundingClientRect();
    const frame = document.createElement("iframe");
    const source = decodeURIComponent(image.src.slice(image.src.indexOf(",") + 1));
    frame.style.cssText = `position:fixed;left:0;top:0;border:0;visibility:hidden;width:${image.naturalWidth}px;`
      + `height:${image.naturalHeight}px`;
    const isLoaded = new Promise((resolve) => { frame.onload = resolve; });
    frame.srcdoc = `<!DOCTYPE html><body style="margin:0">${source}`;
    document.body.append(frame);
    await isLoaded;
    const svg = frame.contentDocument.querySelector("svg");
    const own = svg.getBoundingClientRect();
    const scale = shown.width / own.width;
    const texts = drawnTexts(svg, shown.left - own.left * scale, shown.top - own.top * scale, scale);
    frame.remove();
    return texts;
  }

  function writtenTexts(root) {
    const texts = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      // What only a screen reader is told of a formula is no text to look at.
      const hidden = "svg, script, style, noscript, option, mjx-assistive-mml";
      if (!node.data.trim() || parent.closest(hidden) || !parent.checkVisibility()) { continue; }
      const color = parts(getComputedStyle(parent).color);
      if (color) { color[3] *= opacity(parent); }
      // Word by word: the space at which a line is broken has a place too.
      for (const word of node.data.matchAll(/\S+/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        for (const rectangle of range.getClientRects()) {
          if (rectangle.width === 0) { continue; }
          texts.push({ words: word[0], color, limits: limits(parent), group: root, box: box(rectangle) });
        }
      }
    }
    return texts;
  }

  // What cuts off everything in an element, but for the scrolled page.
  function limits(element) {
    const result = [];
    for (let at = element; at && !at.matches(".jp-WindowedPanel-outer, body"); at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.overflowX !== "visible" || style.overflowY !== "visible") { result.push(box(at.getBoundingClientRect())); }
    }
    return result;
  }

  // The texts of an output, each with what may cut it off.
  async function outputTexts(root) {
    const texts = writtenTexts(root);
    function add(drawn, element) {
      for (const text of drawn) { texts.push({ ...text, limits: [...text.limits, ...limits(element)] }); }
    }
    for (const image of root.querySelectorAll("img")) {
      if (!image.src.startsWith("data:image/svg+xml")) { continue; }
      add(await imageTexts(image), image);
    }
    for (const svg of root.querySelectorAll("svg")) {
      if (svg.checkVisibility()) { add(drawnTexts(svg, 0, 0, 1), svg.parentElement); }
    }
    for (const text of texts) { text.limits.push(box(root.getBoundingClientRect())); }
    return texts;
  }

  function cutPictures(root) {
    return [...root.querySelectorAll("img, svg")].filter((picture) => {
      const own = box(picture.getBoundingClientRect());
      return picture.checkVisibility() && ![box(root.getBoundingClientRect()), ...limits(picture.parentElement)]
        .every((limit) => isInside(own, limit));
    });
  }

  async function pixelsOf(screenshot) {
    const image = new Image();
    image.src = `data:image/png;base64,${screenshot}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    return { context, scale: image.width / innerWidth };
  }

  // How a text differs from what is behind it: the commonest colour of its box; and how near to its own colour a pixel comes.
  function appearance(text, pixels) {
    const { left, top, right, bottom } = text.box;
    const width = Math.max(1, Math.round((right - left) * pixels.scale));
    const height = Math.max(1, Math.round((bottom - top) * pixels.scale));
    const data = pixels.context.getImageData(
      Math.round(left * pixels.scale), Math.round(top * pixels.scale), width, height).data;
    const counts = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const key = data[at] << 16 | data[at + 1] << 8 | data[at + 2];
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    let [commonest, most] = [0, 0];
    for (const [key, count] of counts) { if (count > most) { [commonest, most] = [key, count]; } }
    const behind = [commonest >> 16, commonest >> 8 & 255, commonest & 255];
    const [red, green, blue, alpha] = text.color;
    const seen = [red, green, blue].map((part, index) => part * alpha + behind[index] * (1 - alpha));
    let nearest = Infinity;
    for (const key of counts.keys()) {
      const pixel = [key >> 16, key >> 8 & 255, key & 255];
      nearest = Math.min(nearest, Math.hypot(...pixel.map((part, index) => part - seen[index])));
    }
    return { contrast: contrast(seen, behind), nearest };
  }

  // One sentence for each fault of the outputs, and how many texts were looked at.
  async function look(roots, screenshot) {
    const pixels = await pixelsOf(screenshot);
    const faults = [];
    let count = 0;
    for (const root of roots) {
      for (const picture of cutPictures(root)) {
        faults.push(`a picture ${Math.round(picture.getBoundingClientRect().width)} pixels wide is cut off`);
      }
      const texts = await outputTexts(root);
      count += texts.length;
      texts.forEach((text, index) => {
        const name = `“${text.words}”`;
        if (text.limits.some((limit) => !isInside(text.box, limit))) { faults.push(`${name} is cut off`); }
        for (const other of texts.slice(0, index)) {
          if (other.group === text.group && !(text.isSlanted && other.isSlanted) && overlap(text.box, other.box)) {
            faults.push(`${name} lies over “${other.words}”`);
          }
        }
        if (!text.color) {
          faults.push(`${name} has no colour`);
          return;
        }
        const { contrast, nearest } = appearance(text, pixels);
        if (contrast < leastContrast) { faults.push(`${name} has a contrast of ${contrast.toFixed(2)}`); }
        if (nearest > 60) { faults.push(`${name} is not seen in its colour, by ${nearest.toFixed(0)}`); }
      });
    }
    return { count, faults };
  }

  const outputs = { visible: [], rest: [], panel: null };

  function begin(selector, panel) {
    outputs.rest = [...document.querySelectorAll(selector)];
    outputs.panel = document.querySelector(panel);
  }

  // How many outputs are visible now that were not before.
  async function scroll() {
    if (outputs.rest.length === 0) { return 0; }
    outputs.panel.scrollTop += outputs.rest[0].getBoundingClientRect().top - outputs.panel.getBoundingClientRect().top - 10;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const window = box(outputs.panel.getBoundingClientRect());
    outputs.visible = outputs.rest.filter((output) => isInside(box(output.getBoundingClientRect()), window));
    outputs.rest = outputs.rest.filter((output) => !outputs.visible.includes(output));
    return outputs.visible.length;
  }

  window.legibility = Object.assign(outputs, { begin, scroll, look });
})();
