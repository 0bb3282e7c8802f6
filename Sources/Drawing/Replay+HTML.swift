extension Replay {
    /// The most bytes of the pictures of a replay; of more, every second, fourth, … frame is left out.
    private static let byteLimit = 1_800_000

    /// Renders the replay as a piece of HTML that needs nothing else: the last frame, and a script that adds a slider and a button.
    ///
    /// Without scripts it is the last frame. The script reads no data: every frame is markup that it shows or hides, and what frames have in common is written once. It leaves
    /// no global name, and finds its place by a name made from the content, so that several stand on one page.
    public func html() -> String {
        let (shared, pictures) = parts
        let last = pictures.count - 1
        var body = ""
        for (index, frame) in pictures.enumerated() {
            let isHidden = index == last ? "" : " hidden=\"hidden\" style=\"display:none\""
            body +=
                "<div class=\"nabla-replay-frame\" data-label=\"\(Markup.escaped(frame.label.onOneLine))\"\(isHidden)>\n"
            body += frame.svg + "</div>\n"
        }
        let id = Markup.digest(title + shared + body)
        let name = Markup.escaped(title.onOneLine)
        var html = "<div class=\"nabla-replay\" data-nabla-replay=\"\(id)\" role=\"group\" aria-label=\"\(name)\">\n"
        html += "<style>\(Self.style)</style>\n"
        html += "<div class=\"nabla-replay-bar\" hidden=\"hidden\" style=\"display:none\">"
        html += "<button type=\"button\">▶ play</button>"
        html += "<input type=\"range\" min=\"0\" max=\"\(max(last, 0))\" step=\"1\" value=\"\(max(last, 0))\""
        html += " aria-label=\"frame\"/>"
        html += "<output>\(Markup.escaped(pictures.last?.label.onOneLine ?? ""))</output></div>\n"
        html += "<noscript><p class=\"nabla-replay-note\">The last of \(frames.count) frames: "
        html += "\(Markup.escaped(pictures.last?.label.onOneLine ?? ""))</p></noscript>\n"
        html += shared + body
        if pictures.count < frames.count {
            html += "<p class=\"nabla-replay-note\">\(pictures.count) of \(frames.count) frames</p>\n"
        }
        return html + "<script>\(Self.script(id))</script>\n</div>\n"
    }

    /// Renders the replay as a page of its own, on light or dark paper as the reader prefers.
    public func page() -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width"/>
        <meta name="color-scheme" content="light dark"/>
        <title>\(Markup.escaped(title.onOneLine))</title>
        </head>
        <body>
        \(html())</body>
        </html>

        """
    }

    /// The frames as SVG, as many as have room, and what they share.
    private var parts: (shared: String, pictures: [(label: String, svg: String)]) {
        let name = Markup.digest(title + frames.map(\.label).joined(separator: "\n"))
        var pictures = frames.map { (label: $0.label, svg: $0.picture.svg()) }
        while true {
            let frames = SharedFrames(pictures.map(\.svg), named: name)
            let size = frames.pictures.reduce(frames.shared.utf8.count) { $0 + $1.utf8.count }
            if size <= Self.byteLimit || pictures.count <= 1 {
                return (frames.shared, zip(pictures, frames.pictures).map { (label: $0.label, svg: $1) })
            }
            let last = pictures.count - 1
            pictures = pictures.enumerated().filter { (last - $0.offset).isMultiple(of: 2) }.map(\.element)
        }
    }

    private static let style = """
        .nabla-replay-bar{display:flex;align-items:center;gap:.8em;margin:0 0 .5em;max-width:640px;\
        font:13px system-ui,sans-serif;font-variant-numeric:tabular-nums}
        .nabla-replay-bar button{font:inherit;color:inherit;background:transparent;border:1px solid currentColor;\
        border-radius:5px;padding:.25em .8em;min-width:6.2em;cursor:pointer}
        .nabla-replay-bar input{flex:1;min-width:8em;accent-color:#2f81c7}
        .nabla-replay-bar output{min-width:15em}
        .nabla-replay-note{font:12px system-ui,sans-serif;opacity:.8;margin:.3em 0}
        """

    /// The script: no character of it comes from what a user typed, nor would it need escaping in markup.
    private static func script(_ id: String) -> String {
        """
        (function () {
          document.querySelectorAll('[data-nabla-replay="\(id)"]').forEach(function (root) {
            if (root.dataset.ready) { return; }
            root.dataset.ready = "true";
            var frames = Array.from(root.querySelectorAll(".nabla-replay-frame"));
            var bar = root.querySelector(".nabla-replay-bar");
            var button = bar.querySelector("button");
            var slider = bar.querySelector("input");
            var label = bar.querySelector("output");
            var last = frames.length - 1;
            var timer = null;
            function show(index) {
              frames.forEach(function (frame, position) {
                frame.hidden = position !== index;
                frame.style.display = position === index ? "" : "none";
              });
              label.textContent = frames[index].dataset.label;
              slider.value = index;
            }
            function stop() {
              clearInterval(timer);
              timer = null;
              button.textContent = "▶ play";
            }
            button.addEventListener("click", function () {
              if (timer !== null) { stop(); return; }
              var index = Number(slider.value);
              if (index === last) { index = 0; show(0); }
              button.textContent = "❚❚ pause";
              timer = setInterval(function () {
                index += 1;
                if (index > last || !root.isConnected) { stop(); return; }
                show(index);
                if (index === last) { stop(); }
              }, 300);
            });
            slider.addEventListener("input", function () {
              if (timer !== null) { stop(); }
              show(Number(slider.value));
            });
            bar.hidden = false;
            bar.style.display = "";
            show(last);
          });
        })();
        """
    }
}
