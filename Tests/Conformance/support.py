"""What the tests of this folder share: a home of their own, a strict result, a kernel to talk to, and readers of outputs."""

import faulthandler
import html.parser
import os
import re
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[2]
KERNEL = "nabla"
TIMEOUT = 30
# How long one test may take. The conformance suite waits for some replies without end.
TEST_TIMEOUT = 600

# No test reads or writes the history, the settings or the kernels of whoever runs it.
_home = tempfile.TemporaryDirectory(prefix="nabla-conformance-", ignore_cleanup_errors=True)
for _variable in list(os.environ):
    if _variable.startswith(("JUPYTER_", "XDG_", "IPYTHON", "NABLA_")):
        del os.environ[_variable]
os.environ.update(HOME=_home.name, JUPYTER_PREFER_ENV_PATH="1", JUPYTER_PLATFORM_DIRS="1")


class StrictResult(unittest.TextTestResult):
    """A result in which a skipped test is a failed one, but for those that ask for what the kernel does not have."""

    # The pager is a part of the protocol that notebooks do not use.
    may_skip = ("test_pager",)

    def addSkip(self, test, reason):
        if test.id().split()[0].split(".")[-1] in self.may_skip:
            super().addSkip(test, reason)
        else:
            self.addFailure(test, (AssertionError, AssertionError(f"skipped: {reason}"), None))

    def startTest(self, test):
        faulthandler.dump_traceback_later(TEST_TIMEOUT, exit=True)
        super().startTest(test)

    def stopTest(self, test):
        super().stopTest(test)
        faulthandler.cancel_dump_traceback_later()


class KernelTestCase(unittest.TestCase):
    """A test with a running kernel, `self.manager`, and a client of it, `self.client`."""

    def setUp(self):
        self.manager, self.client = start_new_kernel(kernel_name=KERNEL)
        self.addCleanup(self.manager.shutdown_kernel)
        self.addCleanup(self.client.stop_channels)

    def reply(self, request):
        """The reply on shell to the request with this message id."""
        while True:
            message = self.client.get_shell_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") == request:
                return message

    def until_status(self, request, state):
        """The messages on IOPub that belong to a request, up to its status `state`."""
        messages = []
        while True:
            message = self.client.get_iopub_msg(timeout=TIMEOUT)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status" and message["content"]["execution_state"] == state:
                return messages
            messages.append(message)

    def run_cell(self, code):
        """Executes a cell: the content of its reply, and its messages on IOPub."""
        request = self.client.execute(code)
        return self.reply(request)["content"], self.until_status(request, "idle")

    def value(self, code):
        """The text of a cell's result."""
        reply, messages = self.run_cell(code)
        self.assertEqual(reply["status"], "ok", reply)
        results = [message for message in messages if message["msg_type"] == "execute_result"]
        self.assertEqual(len(results), 1, messages)
        return results[0]["content"]["data"]["text/plain"]


def without_colours(lines):
    """A traceback's text as a terminal without colours shows it."""
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))


def svg_problem(text):
    """What is wrong with an SVG image, or None."""
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        return f"not well-formed: {error}"
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        return f"its root is {root.tag}"
    if not ("viewBox" in root.attrib or {"width", "height"} <= root.attrib.keys()):
        return "it has no size"
    if not any(True for _ in root):
        return "it is empty"
    return None


class _TableReader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tables = []
        self._cell = None

    def handle_starttag(self, tag, attributes):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._cell = ""

    def handle_data(self, data):
        if self._cell is not None:
            self._cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self._cell is not None:
            if self.tables and self.tables[-1]:
                self.tables[-1][-1].append(self._cell.strip())
            self._cell = None


def html_tables(text):
    """The tables of an HTML text, each as its rows of cells' texts; the first row is the header."""
    reader = _TableReader()
    reader.feed(text)
    return [[row for row in table if row] for table in reader.tables]


def number(text):
    """The number a table's cell shows, or None."""
    try:
        return float(text.replace("−", "-").replace(",", ""))
    except ValueError:
        return None
