"""The gallery in a real JupyterLab, light and dark: no picture and no text is cut off, and no text lies over another or is hard to see."""

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import nbformat
from nbformat.sign import NotebookNotary

from browser import Browser
from support import ROOT, TIMEOUT

NOTEBOOK = ROOT / "notebooks" / "gallery.ipynb"
HERE = Path(__file__).resolve().parent
SETTINGS = {
    # All cells are there at once.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}


class Lab:
    """A JupyterLab of its own that shows one notebook, until `close`."""

    def __init__(self, notebook):
        self._folder = tempfile.TemporaryDirectory(prefix="nabla-lab-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        self._settings = folder / "settings"
        for name, values in SETTINGS.items():
            self._set(name, values)
        shown = folder / "notebooks" / notebook.name
        for needed in (shown.parent, folder / "data"):
            needed.mkdir()
        shown.write_bytes(notebook.read_bytes())
        # JupyterLab shows no picture of a notebook that its reader has not seen run.
        NotebookNotary(data_dir=str(folder / "data")).sign(nbformat.read(shown, as_version=4))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.port=0",
             "--IdentityProvider.token=", f"--ServerApp.root_dir={shown.parent}"],
            env=os.environ | {
                "JUPYTER_DATA_DIR": str(folder / "data"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                "JUPYTERLAB_SETTINGS_DIR": str(self._settings), "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces")},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.address = f"{self._url(folder / 'runtime')}lab/tree/{notebook.name}"
        except BaseException:
            self.close()
            raise

    def _url(self, runtime):
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline and self._process.poll() is None:
            for path in runtime.glob("jpserver-*.json"):
                try:
                    return json.loads(path.read_text())["url"]
                except json.JSONDecodeError:
                    pass  # Not written to its end yet.
            time.sleep(0.05)
        raise AssertionError(f"JupyterLab did not start; it ended with {self._process.poll()}")

    def _set(self, name, values):
        path = self._settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))

    def set_theme(self, theme):
        """Chooses the theme of the pages that are opened from now on."""
        self._set("apputils-extension/themes", {"theme": f"JupyterLab {theme}"})

    def close(self):
        self._process.terminate()
        try:
            self._process.wait(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._folder.cleanup()


def prefer(browser, scheme):
    """Tells the pages what the system of their reader prefers: `light` or `dark`."""
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])


def look(browser, outputs, screenshot):
    """The faults of the texts of some outputs, an expression, and how many texts there are."""
    found = browser.value(f"legibility.look({outputs}, '{screenshot}')")
    return found["faults"], found["count"]


class LegibilityTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = Browser(width=1280, height=2400, scale=2)
        cls.addClassCleanup(cls.browser.close)
        cls.script = (HERE / "legibility.js").read_text(encoding="utf-8")

    def test_the_gallery_in_light_and_dark(self):
        cells = [cell for cell in nbformat.read(NOTEBOOK, as_version=4).cells if cell.cell_type == "code"]
        outputs = sum(len(cell.outputs) for cell in cells)
        self.assertGreater(outputs, 40)
        lab = Lab(NOTEBOOK)
        self.addCleanup(lab.close)
        for theme, other in (("Light", "dark"), ("Dark", "light")):
            with self.subTest(theme=theme):
                lab.set_theme(theme)
                self.browser.open(lab.address)
                self.browser.wait(f"document.querySelectorAll('.jp-OutputArea-output').length === {outputs}", TIMEOUT)
                self.browser.wait(f"document.body.dataset.jpThemeName === 'JupyterLab {theme}'", TIMEOUT)
                self.browser.wait("!document.querySelector('#jupyterlab-splash')", TIMEOUT)
                self.browser.value(self.script)
                self.browser.value("legibility.begin('.jp-OutputArea-output', '.jp-WindowedPanel-outer')")
                faults, texts = [], 0
                while self.browser.value("legibility.scroll()"):
                    # The theme decides and not the system; what is asked of a copy of a picture, the system alone does.
                    prefer(self.browser, other)
                    screenshot = self.browser.screenshot()
                    prefer(self.browser, theme.lower())
                    found, count = look(self.browser, "legibility.visible", screenshot)
                    faults += found
                    texts += count
                self.assertEqual(self.browser.value("legibility.rest.length"), 0, "an output is higher than the window")
                self.assertGreater(texts, 800)
                self.assertEqual(faults, [])

    def faults(self, body):
        """The faults of a page."""
        self.browser.open("about:blank")
        self.browser.value(f"document.body.innerHTML = {json.dumps(body)}")
        self.browser.value(self.script)
        self.browser.value("Promise.all([...document.images].map((image) => image.decode()))")
        return look(self.browser, "[document.body]", self.browser.screenshot())[0]

    def test_the_check_sees_what_is_wrong(self):
        def picture(texts, style=""):
            return (f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100" font-size="14" style="{style}">'
                    f'<rect width="300" height="100" fill="white"/>{texts}</svg>')

        def image(svg):
            return f'<img src="data:image/svg+xml,{svg.replace("#", "%23").replace(chr(34), chr(39))}">'

        fine = '<text x="20" y="30">one</text><text x="20" y="60">two<title>three</title></text>'
        for shown in (picture, lambda texts: image(picture(texts))):
            self.assertEqual(self.faults(shown(fine)), [])
            self.assertEqual(self.faults(shown('<text x="290" y="30">one</text>')), ["“one” is cut off"])
            self.assertEqual(self.faults(shown('<text x="20" y="5">one</text>')), ["“one” is cut off"])
            self.assertEqual(
                self.faults(shown(fine + '<text x="30" y="33">over</text>')), ["“over” lies over “one”"])
            self.assertEqual(
                self.faults(shown('<text x="20" y="30" fill="#bbbbbb">one</text>')), ["“one” has a contrast of 1.92"])
            covered = fine + '<rect x="10" y="40" width="60" height="30" fill="white"/>'
            self.assertEqual(
                self.faults(f'<div style="width:250px;overflow:auto">{shown(fine)}</div>'),
                ["a picture 300 pixels wide is cut off"])
            self.assertEqual([fault[:15] for fault in self.faults(shown(covered))], ["“two” is not se"])
        clipped = '<clipPath id="c"><rect x="0" y="0" width="35" height="100"/></clipPath><g clip-path="url(#c)">'
        self.assertEqual(
            self.faults(picture(clipped + fine + "</g>")), ["“one” is cut off", "“two” is cut off"])
        self.assertEqual(self.faults("<p>one</p><p>two</p>"), [])
        self.assertEqual(self.faults('<p style="color:#bbbbbb">one</p>'), ["“one” has a contrast of 1.92"])
        self.assertEqual(
            self.faults('<p style="width:20px;overflow:hidden;white-space:nowrap">I am</p>'), ["“am” is cut off"])
        self.assertEqual(
            self.faults('<p style="margin:0">one</p><p style="margin:-16px 0 0">two</p>'), ["“two” lies over “one”"])
