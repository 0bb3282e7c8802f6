"""The history that outlives the kernel: across restarts and kills, beside files that cannot be used, and in `nabla history`."""

import os
import signal
import subprocess
import tempfile
import textwrap
import unittest
from pathlib import Path
from unittest import mock

from support import TIMEOUT, KernelTestCase
from test_installed import LONG_TRAINING
from test_terminal import program


def history(*arguments, **variables):
    """The command `nabla history` run to its end."""
    return subprocess.run(
        [program(), "history", *arguments], stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
        env={**os.environ, **variables}, timeout=TIMEOUT)


class HistoryFile(unittest.TestCase):
    """A test whose kernels keep their history in `self.file`."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "history.sqlite")
        patch = mock.patch.dict(os.environ, NABLA_HISTORY=str(self.file))
        patch.start()
        self.addCleanup(patch.stop)
        super().setUp()

    def cells(self, **request):
        """The triples of a history reply."""
        return self.reply(self.client.history(**request))["content"]["history"]


class KernelHistoryTests(HistoryFile, KernelTestCase):
    def test_a_restart_keeps_the_history(self):
        self.run_cell("x = 7")
        self.run_cell("x²")
        self.client.execute("silent", silent=True)
        self.client.execute("not_stored", store_history=False)
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=TIMEOUT)
        self.assertEqual(self.cells(hist_access_type="range", session=0), [])
        self.run_cell("after = 1")
        self.assertEqual(
            self.cells(hist_access_type="tail", n=10, output=True),
            [[1, 1, ["x = 7", None]], [1, 2, ["x²", "49"]], [2, 1, ["after = 1", None]]])
        self.assertEqual(self.cells(hist_access_type="range", session=-1, start=2), [[1, 2, "x²"]])
        self.assertEqual(self.cells(hist_access_type="search", pattern="x?*", unique=True), [[1, 1, "x = 7"], [1, 2, "x²"]])

    def test_a_kill_loses_no_cell(self):
        self.run_cell("x = 7")
        request = self.client.execute(LONG_TRAINING)
        self.until_status(request, "busy")
        # Stored before it is announced.
        while self.client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "execute_input":
            pass
        self.manager.signal_kernel(signal.SIGKILL)
        self.manager.provisioner.process.wait(timeout=TIMEOUT)
        shown = history().stdout
        self.assertEqual(shown.splitlines(), ["1/1  x = 7", *textwrap.indent(LONG_TRAINING, "     ").replace("   ", "1/2", 1).splitlines()])


class UnusableFileTests(HistoryFile, KernelTestCase):
    def setUp(self):
        self.standard_error = tempfile.TemporaryFile()
        self.addCleanup(self.standard_error.close)
        with mock.patch("support.start_new_kernel", self.start_with_garbage):
            super().setUp()

    def start_with_garbage(self, kernel_name):
        from jupyter_client.manager import start_new_kernel

        self.file.write_bytes(b"This is no database. " * 1000)
        return start_new_kernel(kernel_name=kernel_name, stderr=self.standard_error)

    def test_one_notice_and_a_kernel_that_works(self):
        for _ in range(2):
            self.run_cell("1 + 2")
        self.assertEqual(self.cells(hist_access_type="tail", n=1, output=True), [[1, 2, ["1 + 2", "3"]]])
        self.standard_error.seek(0)
        lines = self.standard_error.read().decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(f"{self.file}: file is not a database", lines[0])
        shown = history()
        self.assertEqual((shown.stdout, len(shown.stderr.splitlines())), ("", 1), shown)
        self.assertEqual(history("clear").returncode, 1)


class SwitchedOffTests(HistoryFile, KernelTestCase):
    def setUp(self):
        self.home = tempfile.TemporaryDirectory()
        self.addCleanup(self.home.cleanup)
        super().setUp()

    def test_nothing_is_written(self):
        for off in ("", "none"):
            with self.subTest(off=off), mock.patch.dict(os.environ, NABLA_HISTORY=off, HOME=self.home.name):
                self.manager.restart_kernel(env=dict(os.environ))
                self.client.wait_for_ready(timeout=TIMEOUT)
                self.run_cell("x = 1")
                self.assertEqual(self.cells(hist_access_type="tail", n=5), [[1, 1, "x = 1"]])
                self.assertEqual(history().returncode, 1)
        self.assertEqual(os.listdir(self.home.name), [])


class CommandTests(HistoryFile, KernelTestCase):
    def test_it_shows_and_searches_and_clears(self):
        for code in ("x = 7", 'print "\x1b[2J*"', "for k in 1..3\n  print k\nend"):
            self.run_cell(code)
        shown = history()
        self.assertEqual((shown.returncode, shown.stderr), (0, ""))
        loop = ["1/3  for k in 1..3", "       print k", "     end"]
        self.assertEqual(shown.stdout.splitlines(), ["1/1  x = 7", '1/2  print "\ufffd[2J*"', *loop])
        self.assertEqual(history("--count", "1").stdout.splitlines(), loop)
        self.assertEqual(history("--search", "print k").stdout.splitlines(), loop)
        self.assertEqual(history("--search", "x = ?").stdout.splitlines(), ["1/1  x = 7"])
        self.assertEqual(history("--search", "missing").stdout, "")
        self.assertEqual(history("clear").returncode, 0)
        self.assertEqual(history().stdout, "")
        # The kernel goes on beside it.
        self.run_cell("y = 1")
        self.assertEqual(history().stdout, "1/4  y = 1\n")

    def test_no_history_yet(self):
        shown = history(NABLA_HISTORY=str(self.file.parent / "deeper" / "history.sqlite"))
        self.assertEqual((shown.returncode, shown.stdout, shown.stderr), (0, "", ""))
        self.assertEqual(history("clear", NABLA_HISTORY=str(self.file.parent / "deeper")).returncode, 0)
        self.assertEqual(os.listdir(self.file.parent), [])
