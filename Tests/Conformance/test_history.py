"""The history that outlives the kernel: across restarts and kills, beside files that cannot be used, and in `nabla history`."""

import ctypes
import os
import resource
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

# Of Linux's <linux/prctl.h> and <linux/capability.h>.
PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE = 1
libc = ctypes.CDLL(None)
# How many bytes a file may have on what stands for a full disk.
LARGEST_FILE = 1 << 16


def heed_permissions():
    """Lets files' permissions count for what this process will execute, even if it is root; for others they count anyway."""
    libc.prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


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
    """One notice, and a kernel that works and keeps its history in memory."""

    def setUp(self):
        super().setUp()
        self.standard_error = tempfile.TemporaryFile()
        self.addCleanup(self.standard_error.close)

    def start_again(self, **options):
        """Starts the kernel, once it was shut down, with options; its standard error is kept."""
        self.manager.start_kernel(stderr=self.standard_error, **options)
        self.client.wait_for_ready(timeout=TIMEOUT)

    def assert_noticed(self, problem):
        self.standard_error.seek(0)
        lines = self.standard_error.read().decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(f"history is kept in memory only: {self.file}: {problem}", lines[0])

    def test_no_database(self):
        self.manager.shutdown_kernel(restart=True)
        self.file.write_bytes(b"This is no database. " * 1000)
        self.start_again()
        for _ in range(2):
            self.run_cell("1 + 2")
        self.assertEqual(self.cells(hist_access_type="tail", n=1, output=True), [[1, 2, ["1 + 2", "3"]]])
        self.assert_noticed("file is not a database")
        shown = history()
        self.assertEqual((shown.stdout, len(shown.stderr.splitlines())), ("", 1), shown)
        self.assertEqual(history("clear").returncode, 1)

    def test_read_only(self):
        folder = self.file.parent
        self.run_cell("x = 7")
        self.manager.shutdown_kernel(restart=True)
        before = {file.name: file.read_bytes() for file in folder.iterdir()}
        self.assertIn(self.file.name, before)
        for file in folder.iterdir():
            file.chmod(0o400)
        folder.chmod(0o500)
        self.addCleanup(folder.chmod, 0o700)
        self.start_again(preexec_fn=heed_permissions)
        for _ in range(2):
            self.assertEqual(self.value("1 + 2"), "3")
        self.assertEqual(
            self.cells(hist_access_type="tail", n=10, output=True), [[1, 1, ["1 + 2", "3"]], [1, 2, ["1 + 2", "3"]]])
        self.assert_noticed("Permission denied")
        self.assertEqual({file.name: file.read_bytes() for file in folder.iterdir()}, before)

    def test_a_full_disk(self):
        self.manager.shutdown_kernel(restart=True)
        # As if the disk were full, for this process alone: enough for the tables and a small cell.
        self.start_again(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE)))
        self.assertEqual(self.value("1 + 2"), "3")
        large = f"3 + 4 # {'x' * LARGEST_FILE}"
        self.assertEqual(self.value(large), "7")
        self.assertEqual(self.value("5 + 6"), "11")
        self.assertEqual(
            self.cells(hist_access_type="tail", n=10, output=True),
            [[1, 1, ["1 + 2", "3"]], [1, 2, [large, "7"]], [1, 3, ["5 + 6", "11"]]])
        self.assert_noticed("")
        # What was written is not lost, and the file is still one.
        self.assertEqual((history().stdout, history().stderr), ("1/1  1 + 2\n", ""))


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
