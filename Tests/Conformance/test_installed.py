"""The kernel as Jupyter finds and starts it: its kernelspec, interrupts, restarts, and connection files it cannot use."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import KERNEL, TIMEOUT, KernelTestCase, svg_problem, without_colours

LONG_TRAINING = """D = mixture(n=200, seed=42)
N = 2 -> 50 tanh -> 1 sigmoid, seed=7
train N on D, epochs=10000000"""


def installed():
    """The kernelspec as `jupyter kernelspec list` reports it."""
    listing = subprocess.run(
        [sys.executable, "-m", "jupyter", "kernelspec", "list", "--json"],
        check=True, capture_output=True, timeout=TIMEOUT)
    return json.loads(listing.stdout)["kernelspecs"][KERNEL]


class KernelspecTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.found = installed()
        cls.folder = Path(cls.found["resource_dir"])

    def test_description(self):
        description = json.loads((self.folder / "kernel.json").read_text(encoding="utf-8"))
        self.assertEqual(description["display_name"], "Nabla")
        self.assertEqual(description["language"], "nabla")
        self.assertEqual(description["interrupt_mode"], "message")
        self.assertIs(description["metadata"]["debugger"], False)
        self.assertEqual(description["argv"][1:], ["kernel", "{connection_file}"])
        self.assertTrue(os.path.isabs(description["argv"][0]))
        self.assertTrue(os.access(description["argv"][0], os.X_OK))

    def test_it_lies_in_this_environment(self):
        self.assertEqual(self.folder.parent, Path(sys.prefix, "share", "jupyter", "kernels"))

    def test_logos(self):
        for size in (32, 64):
            image = (self.folder / f"logo-{size}x{size}.png").read_bytes()
            self.assertEqual(image[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual([int.from_bytes(image[at:at + 4], "big") for at in (16, 20)], [size, size])
        self.assertIsNone(svg_problem((self.folder / "logo-svg.svg").read_text(encoding="utf-8")))

    def test_installing_again_replaces_it(self):
        with tempfile.TemporaryDirectory() as prefix:
            for name in ("First", "Second"):
                subprocess.run(
                    [self.found["spec"]["argv"][0], "install", "--prefix", prefix, "--display-name", name],
                    check=True, capture_output=True, timeout=TIMEOUT)
            kernels = Path(prefix, "share", "jupyter", "kernels")
            self.assertEqual(os.listdir(kernels), [KERNEL])
            description = json.loads((kernels / KERNEL / "kernel.json").read_text(encoding="utf-8"))
            self.assertEqual(description["display_name"], "Second")


class LifeTests(KernelTestCase):
    def test_interrupt_keeps_the_state(self):
        self.run_cell("x = 7")
        request = self.client.execute(LONG_TRAINING)
        # Running by now, perhaps not yet training: either way the cell must end, and soon.
        self.until_status(request, "busy")
        self.manager.interrupt_kernel()
        reply = self.reply(request)["content"]
        self.assertEqual(reply["status"], "error")
        self.assertIn("interrupt", reply["ename"].lower())
        errors = [message for message in self.until_status(request, "idle") if message["msg_type"] == "error"]
        self.assertEqual(len(errors), 1)
        self.assertEqual(self.value("x"), "7")

    def test_interrupted_training_leaves_a_valid_network(self):
        self.run_cell("\n".join(LONG_TRAINING.splitlines()[:2]))
        request = self.client.execute(LONG_TRAINING.splitlines()[2])
        self.until_status(request, "busy")
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(request)["content"]["status"], "error")
        self.until_status(request, "idle")
        self.assertEqual(self.value("loss(N, D) < 10"), "true")

    def test_an_interrupt_while_idle_changes_nothing(self):
        self.run_cell("x = 7")
        # Control and shell are two connections: only an answer tells that the kernel was idle when it was interrupted.
        self.ask_on_control("interrupt_request")
        self.assertEqual(self.value("x"), "7")
        self.manager.signal_kernel(signal.SIGINT)
        self.ask_on_control("kernel_info_request")
        self.assertEqual(self.value("x"), "7")

    def ask_on_control(self, kind):
        """Sends a request without content on the control channel and waits for its reply."""
        message = self.client.session.msg(kind, {})
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return

    def test_restart_forgets(self):
        self.run_cell("x = 7")
        before = self.reply(self.client.kernel_info())["header"]["session"]
        self.manager.restart_kernel()
        self.client.wait_for_ready(timeout=TIMEOUT)
        self.assertNotEqual(self.reply(self.client.kernel_info())["header"]["session"], before)
        reply, _ = self.run_cell("x")
        self.assertEqual(reply["status"], "error")
        self.assertEqual(self.value("1 + 2"), "3")

    def test_shutdown_ends_the_process(self):
        process = self.manager.provisioner.process
        self.client.shutdown()
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)


class CellTests(KernelTestCase):
    def test_an_error_aborts_the_cells_behind_it(self):
        # Sent in one go; the first trains for long enough that the other is in the queue by its end.
        first = self.client.execute(LONG_TRAINING.replace("10000000", "1000") + "\nexpect 1 ≈ 2")
        behind = self.client.execute("x = 1")
        self.assertEqual(self.reply(first)["content"]["status"], "error")
        self.assertEqual(self.reply(behind)["content"]["status"], "aborted")
        self.until_status(behind, "idle")
        self.assertEqual(self.run_cell("x")[0]["status"], "error")

    def test_an_error_shows_its_place(self):
        reply, messages = self.run_cell("y = 1 + undefined_name")
        error = next(message["content"] for message in messages if message["msg_type"] == "error")
        self.assertEqual({name: reply[name] for name in ("ename", "evalue", "traceback")}, error)
        self.assertIn("undefined_name", error["evalue"])
        self.assertIn("^^^^", without_colours(error["traceback"]))

    def test_a_false_expectation_is_an_error(self):
        self.assertEqual(self.run_cell("expect 1 + 1 ≈ 2")[0]["status"], "ok")
        reply, _ = self.run_cell("expect 1 + 1 ≈ 3")
        self.assertEqual(reply["status"], "error")
        self.assertRegex(reply["evalue"] + without_colours(reply["traceback"]), r"(?s)\b2\b.*\b3\b|\b3\b.*\b2\b")

    def test_cursors_count_code_points(self):
        code = 'print "😀é", mixt'
        reply = self.reply(self.client.complete(code))["content"]
        self.assertEqual(reply["matches"], ["mixture"])
        self.assertEqual((reply["cursor_start"], reply["cursor_end"]), (len(code) - 4, len(code)))

    def test_a_completion_has_a_type_and_a_signature(self):
        for before in ("", "σ = 1\n", 'print "😀", "é"\n'):
            with self.subTest(before=before):
                start, end = len(before), len(before) + 3
                reply = self.reply(self.client.complete(before + "tra\nprint 1", end))["content"]
                self.assertEqual((reply["status"], reply["cursor_start"], reply["cursor_end"]), ("ok", start, end))
                matches = reply["metadata"]["_jupyter_types_experimental"]
                self.assertEqual([match["text"] for match in matches], reply["matches"])
                train = next(match for match in matches if match["text"] == "train")
                self.assertEqual((train["type"], train["start"], train["end"]), ("verb", start, end))
                self.assertTrue(train["signature"].startswith("train N on D, "), train)

    def test_a_silent_cell_counts_nothing_and_shows_nothing(self):
        before = self.run_cell("1")[0]["execution_count"]
        request = self.client.execute("print 1", silent=True)
        self.assertEqual(self.reply(request)["content"]["execution_count"], before)
        self.assertNotIn("execute_input", [message["msg_type"] for message in self.until_status(request, "idle")])
        self.assertEqual(self.run_cell("1")[0]["execution_count"], before + 1)

    def test_user_expressions(self):
        self.run_cell("x = 3")
        for silent in (False, True):
            with self.subTest(silent=silent):
                request = self.client.execute(
                    "y = x", silent=silent, user_expressions={"a": "x + 1", "b": "nosuchname", "c": "[1, 2]"})
                behind = self.client.execute("y")
                reply = self.reply(request)["content"]
                self.assertEqual(reply["status"], "ok", reply)
                expressions = reply["user_expressions"]
                self.assertEqual({name: each["status"] for name, each in expressions.items()}, {"a": "ok", "b": "error", "c": "ok"})
                self.assertEqual(expressions["a"]["data"]["text/plain"], "4")
                self.assertEqual(
                    (expressions["b"]["ename"], expressions["b"]["evalue"]), ("NameError", "nothing is called nosuchname"))
                self.assertIn("nosuchname", without_colours(expressions["b"]["traceback"]))
                self.assertRegex(expressions["c"]["data"]["text/plain"], r"\b1 +2\b")
                # What is wrong with an expression is no error of the cell: it is not announced, and nothing is aborted.
                self.assertEqual(
                    [message["msg_type"] for message in self.until_status(request, "idle")],
                    ["status"] if silent else ["status", "execute_input"])
                self.assertEqual(self.reply(behind)["content"]["status"], "ok")


class ConnectionFileTests(unittest.TestCase):
    """A connection file that cannot be used ends the kernel with status 2 and one line that says why."""

    @classmethod
    def setUpClass(cls):
        cls.program = installed()["spec"]["argv"][0]

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def connection(self, **changes):
        """A good connection file's content with changes; None takes a field away."""
        with contextlib.ExitStack() as stack:
            sockets = [stack.enter_context(socket.socket()) for _ in range(5)]
            for each in sockets:
                each.bind(("127.0.0.1", 0))
            ports = [each.getsockname()[1] for each in sockets]
        names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
        content = dict(zip(names, ports), transport="tcp", ip="127.0.0.1", key="secret",
                       signature_scheme="hmac-sha256", kernel_name=KERNEL)
        return {name: value for name, value in {**content, **changes}.items() if value is not None}

    def assert_refused(self, path, naming=None):
        ended = subprocess.run(
            [self.program, "kernel", str(path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=10)
        error = ended.stderr.decode("utf-8")
        self.assertEqual((ended.returncode, len(error.splitlines()), ended.stdout), (2, 1, b""), error)
        if naming:
            self.assertIn(naming, error)

    def refused(self, content, naming=None):
        path = self.folder / "kernel.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        self.assert_refused(path, naming)

    def test_missing(self):
        self.assert_refused(self.folder / "missing.json", naming="missing.json")

    def test_unreadable(self):
        # A folder cannot be read as a file, whoever tries.
        self.assert_refused(self.folder)

    def test_no_json(self):
        for content in (b"", b"not JSON", b'{"shell_port": 1', b"\xff\xfe", b"[1, 2]", b"null", b"[" * 100000):
            with self.subTest(content=content[:20]):
                self.refused(content)

    def test_a_field_is_missing(self):
        for name in ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"):
            with self.subTest(name=name):
                self.refused(self.connection(**{name: None}), naming=name)

    def test_a_field_is_wrong(self):
        for change in ({"shell_port": 70000}, {"hb_port": -1}, {"iopub_port": "x"}, {"control_port": 1.5},
                       {"transport": "carrier-pigeon"}, {"ip": "not an address"}, {"ip": 7},
                       {"signature_scheme": "hmac-nonsense"}):
            with self.subTest(change=change):
                self.refused(self.connection(**change))

    def test_a_port_is_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            for name in ("shell_port", "iopub_port", "hb_port"):
                with self.subTest(name=name):
                    self.refused(self.connection(**{name: port}), naming=str(port))
