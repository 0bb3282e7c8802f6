"""A headless Chromium, spoken to by the DevTools protocol."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import websocket

START_TIMEOUT = 30
REPLY_TIMEOUT = 60


class Browser:
    """A browser with one page, until `close`."""

    def __init__(self, width, height, scale):
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            raise AssertionError("there is no Chromium, which `make browser` installs")
        self._folder = tempfile.TemporaryDirectory(prefix="nabla-browser-", ignore_cleanup_errors=True)
        # Root has no sandbox; small shared memory and missing graphics are usual in containers.
        self._process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             "--no-first-run", "--remote-debugging-port=0", "--remote-allow-origins=*", "--force-color-profile=srgb",
             f"--user-data-dir={self._folder.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._number = 0
        self._connection = None
        try:
            self._connection = websocket.create_connection(self._address(), timeout=REPLY_TIMEOUT)
            target = self._ask("Target.createTarget", url="about:blank")["targetId"]
            self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            self.ask("Page.enable")
            self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False)
        except BaseException:
            self.close()
            raise

    def _address(self):
        """Where the browser listens, which it writes to a file."""
        path = Path(self._folder.name) / "DevToolsActivePort"
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline and self._process.poll() is None:
            lines = path.read_text().split() if path.exists() else []
            if len(lines) == 2:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            time.sleep(0.05)
        raise AssertionError(f"Chromium did not start; it ended with {self._process.poll()}")

    def _ask(self, method, session=None, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        self._connection.send(json.dumps(message))
        while True:
            reply = json.loads(self._connection.recv())
            if reply.get("id") == self._number:
                if "error" in reply:
                    raise AssertionError(f"{method}: {reply['error']['message']}")
                return reply["result"]

    def ask(self, method, **parameters):
        """The result of a method of the protocol, asked of the page."""
        return self._ask(method, self._session, **parameters)

    def open(self, address):
        self.ask("Page.navigate", url=address)

    def value(self, expression):
        """The value of an expression of JavaScript, awaited where it is a promise."""
        reply = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in reply:
            details = reply["exceptionDetails"]
            raise AssertionError(details.get("exception", {}).get("description", details["text"]))
        return reply["result"].get("value")

    def wait(self, expression, seconds):
        """Waits until an expression is true."""
        deadline = time.monotonic() + seconds
        while not self.value(expression):
            if time.monotonic() > deadline:
                raise AssertionError(f"not true after {seconds} s: {expression}")
            time.sleep(0.05)

    def screenshot(self):
        """What the page shows, as PNG in base 64."""
        return self.ask("Page.captureScreenshot", format="png", optimizeForSpeed=True)["data"]

    def save_screenshot(self, path):
        Path(path).write_bytes(base64.b64decode(self.screenshot()))

    def close(self):
        if self._connection:
            self._connection.close()
        self._process.terminate()
        self._process.wait(timeout=START_TIMEOUT)
        self._folder.cleanup()
