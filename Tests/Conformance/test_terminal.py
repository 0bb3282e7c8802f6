"""The command `nabla` in a terminal and in a pipe: the REPL under a pseudo-terminal, `run`, and what they exit with."""

import fcntl
import functools
import os
import pty
import resource
import select
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path

from support import TIMEOUT, without_colours
from test_installed import LONG_TRAINING, installed

# A prompt stands at the beginning of a line.
PROMPT = "\n∇ "
CONTINUATION = "\n… "
CTRL_C, CTRL_D = "\x03", "\x04"


@functools.cache
def program():
    """The installed binary."""
    return installed()["spec"]["argv"][0]


def run(*arguments, input=None):
    """The command run to its end in pipes."""
    return subprocess.run([program(), *arguments], input=input or "", capture_output=True, encoding="utf-8", timeout=TIMEOUT)


class Terminal:
    """A child process on a pseudo-terminal; every wait has a deadline."""

    def __init__(self, arguments, columns=80, **variables):
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        environment.update({"TERM": "xterm-256color", **variables})
        self.descriptor, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        # A session of its own, with the terminal as the one that Ctrl-C comes from.
        self.process = subprocess.Popen(
            arguments, stdin=inner, stdout=inner, stderr=inner, env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(inner)
        self.received = b""

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.descriptor)

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def until(self, wanted):
        """What appears up to and with a text, which may be an empty one for all there is to come."""
        deadline = time.monotonic() + TIMEOUT
        while not wanted or wanted.encode() not in self.received:
            if not select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"no {wanted!r} within {TIMEOUT} s, only {self.received!r}")
            try:
                piece = os.read(self.descriptor, 65536)
            except OSError:
                # Linux's way of saying that nobody holds the other side any more.
                piece = b""
            if not piece and wanted:
                raise AssertionError(f"ended without {wanted!r}: {self.received!r}")
            if not piece:
                break
            self.received = (self.received + piece).replace(b"\r\n", b"\n")
        end = self.received.index(wanted.encode()) + len(wanted.encode()) if wanted else len(self.received)
        text, self.received = self.received[:end].decode(), self.received[end:]
        return text

    def answer(self, line, prompt=PROMPT):
        """What appears between the echo of a line and the next prompt."""
        self.type(line + "\n")
        self.until(line + "\n")
        # The prompt's line break is the end of the answer, or of the echo where there is none.
        self.received = b"\n" + self.received
        return self.until(prompt).removesuffix(prompt).removeprefix("\n")

    def has_worked(self, seconds):
        """Waits until the process has taken so much more time of a processor, or has something to say."""
        with open(f"/proc/{self.process.pid}/stat", "rb") as file:
            def ticks():
                file.seek(0)
                fields = file.read().rsplit(b")", 1)[1].split()
                return int(fields[11]) + int(fields[12])
            end = ticks() + seconds * os.sysconf("SC_CLK_TCK")
            while ticks() < end and not select.select([self.descriptor], [], [], 0.001)[0]:
                pass

    def ended(self):
        """The status the process ends with."""
        self.until("")
        return self.process.wait(timeout=TIMEOUT)


class ReplTests(unittest.TestCase):
    def start(self, columns=80, **variables):
        terminal = Terminal([program(), "repl"], columns, **variables)
        self.addCleanup(terminal.close)
        self.assertIn("help", terminal.until(PROMPT))
        return terminal

    def test_cells(self):
        terminal = self.start()
        self.assertEqual(terminal.answer("1 + 2"), "3")
        self.assertEqual(terminal.answer("x = 7"), "")
        self.assertEqual(terminal.answer("print x; x"), "7\n7")
        self.assertEqual(terminal.answer(""), "")

    def test_a_cell_of_several_lines(self):
        terminal = self.start()
        self.assertEqual(terminal.answer("for k in 1..3", CONTINUATION), "")
        self.assertEqual(terminal.answer("  print k", CONTINUATION), "")
        self.assertEqual(terminal.answer("end"), "1\n2\n3")
        # An empty line runs what there is.
        self.assertEqual(terminal.answer("y = (1 +", CONTINUATION), "")
        self.assertIn("syntax error", terminal.answer(""))
        self.assertEqual(terminal.answer("1 + 2"), "3")

    def test_an_error_stands_under_its_place(self):
        terminal = self.start(NO_COLOR="1")
        kind, line, carets, *_ = terminal.answer("ŷ = 1 + undefined_name").split("\n")
        self.assertEqual((kind, line), ("name error, line 1", "ŷ = 1 + undefined_name"))
        self.assertTrue(carets.startswith("        ^^^^^^^^^^^^^^ "), carets)

    def test_colours(self):
        coloured = self.start().answer("undefined_name")
        self.assertIn("\x1b[31m^", coloured)
        for variables in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            plain = self.start(**variables).answer("undefined_name")
            self.assertEqual(plain, without_colours(coloured.split("\n")))
        self.assertEqual(self.start(NO_COLOR="").answer("undefined_name"), coloured)

    def test_training_redraws_one_line_with_the_loss(self):
        for columns in (80, 100):
            with self.subTest(columns=columns):
                terminal = self.start(columns, NO_COLOR="1")
                terminal.answer("D = mixture(n=200, seed=42); N = 2 -> 5 tanh -> 1 sigmoid")
                lines = terminal.answer("H = train N on D, epochs=1000").split("\n")
                self.assertEqual(len(lines), 1)
                states = lines[0].split("\r\x1b[2K")[1:]
                self.assertGreaterEqual(len(states), 2)
                self.assertTrue(all(len(state) < columns for state in states), states)
                epoch = "  epoch 1000 of 1000" if columns == 100 else ""
                self.assertRegex(states[-1], f"█ 100 %  done{epoch}  cross-entropy 0\\.\\d+  convention modern")

    def test_no_line_is_redrawn_on_a_dumb_terminal(self):
        terminal = self.start(TERM="dumb")
        terminal.answer("N = 2 -> 5 tanh -> 1 sigmoid")
        self.assertNotIn("\x1b", terminal.answer("H = train N on xor"))

    def test_figures_and_progress_fit_a_narrow_terminal(self):
        terminal = self.start(40, NO_COLOR="1")
        terminal.answer("N = 2 -> 5 tanh -> 1 sigmoid")
        for line in ("H = train N on xor, epochs=20", "plot H", "show H", "plot boundary(N) on xor"):
            for shown in terminal.answer(line).replace("\r\x1b[2K", "\n").split("\n"):
                self.assertLess(len(shown), 40, shown)

    def test_control_c_ends_a_training_and_keeps_the_session(self):
        terminal = self.start(NO_COLOR="1")
        for line in LONG_TRAINING.splitlines()[:2]:
            self.assertEqual(terminal.answer(line), "")
        terminal.type(LONG_TRAINING.splitlines()[2] + "\n")
        terminal.until("\x1b[2K")
        terminal.type(CTRL_C)
        self.assertIn("interrupted after epoch", terminal.until(PROMPT))
        self.assertEqual(terminal.answer("loss(N, D) < 10"), "true")

    def test_control_c_ends_whatever_runs_and_keeps_the_session(self):
        terminal = self.start(NO_COLOR="1")
        terminal.answer("x = 7; A = normals(2500, 2500); v = uniforms(1, 5e6)")
        terminal.answer("N = 1500 -> 1500 tanh -> 1; D = normals(600, 1500) => normals(600, 1)")
        for line in (
            "B = inverse(A)", "w = sort(v)", "m = median(v)", "moons(n=1e7)", "train N on D, optimizer=adam, epochs=1e5",
            "M = 5000 -> 5000 -> 1", "for k in 1..1e8; y = k; end", "for k in 1..1e5; w = entropy(v / sum(v)); end",
        ):
            for work in (0.02, 0.2):
                with self.subTest(line=line, work=work):
                    terminal.type(line + "\n")
                    terminal.until(line + "\n")
                    terminal.has_worked(work)
                    terminal.type(CTRL_C)
                    # What was quicker than the interrupt ends by itself.
                    terminal.until(PROMPT)
                    self.assertEqual(terminal.answer("x").split("\n")[-1], "7")
        self.assertEqual(terminal.answer("forward(N, ones(1, 1500)) > -1e9"), "true")

    def test_control_c_at_the_prompt_drops_the_line(self):
        terminal = self.start()
        terminal.type(CTRL_C)
        terminal.until(PROMPT)
        terminal.type("x = 1 +" + CTRL_C)
        terminal.until(PROMPT)
        self.assertEqual(terminal.answer("1 + 2"), "3")
        # In the middle of a cell it drops all of it.
        terminal.answer("for k in 1..3", CONTINUATION)
        terminal.type(CTRL_C)
        terminal.until(PROMPT)
        self.assertEqual(terminal.answer("2 + 2"), "4")
        self.assertIsNone(terminal.process.poll())

    def test_ways_out(self):
        for words in (CTRL_D, "exit\n", "quit\n", "exit()\n"):
            with self.subTest(words=words):
                terminal = self.start()
                terminal.type(words)
                self.assertEqual(terminal.ended(), 0)

    def test_input_that_is_no_terminal(self):
        ended = run("repl", input="x = 2\nfor k in 1..2\n  print k·x\nend\nbad name\nx")
        self.assertEqual((ended.returncode, ended.stdout), (0, "2\n4\n2\n"))
        self.assertIn("^^^^", ended.stderr)
        self.assertNotIn("\x1b", ended.stdout + ended.stderr)


class EditingTests(unittest.TestCase):
    """The REPL's editor of lines, as keys make it go."""

    UP, BACKSPACE, CTRL_A, CTRL_R, CTRL_U, TAB = "\x1b[A", "\x7f", "\x01", "\x12", "\x15", "\t"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.history = str(Path(folder.name, "history.sqlite"))

    def start(self, **variables):
        terminal = Terminal([program(), "repl"], **{"NABLA_HISTORY": self.history, "NO_COLOR": "1", **variables})
        self.addCleanup(terminal.close)
        terminal.until(PROMPT)
        return terminal

    def answer(self, terminal, keys, prompt=PROMPT):
        """What appears below a line that is made by keys, whatever the editor draws while it is made."""
        terminal.type(keys + "\n")
        return terminal.until(prompt).removesuffix(prompt).partition("\n")[2]

    def test_letters_beyond_ascii(self):
        # Whatever the environment says of the terminal's letters.
        for variables in ({}, {"LC_ALL": "C"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "nowhere.UTF-8"}):
            with self.subTest(variables=variables):
                terminal = self.start(**variables)
                self.assertEqual(terminal.answer('print "σ ∇ ⊙ · ² é ŷ 😀"'), "σ ∇ ⊙ · ² é ŷ 😀")
                self.assertEqual(terminal.answer("ŷ = 3; 2·ŷ²"), "18")

    def test_moving_and_erasing(self):
        terminal = self.start()
        self.assertEqual(self.answer(terminal, "1 + ση" + 2 * self.BACKSPACE + "2"), "3")
        self.assertEqual(self.answer(terminal, "+ 4" + self.CTRL_A + "3 "), "7")
        self.assertEqual(self.answer(terminal, "nonsense" + self.CTRL_U + "5"), "5")

    def test_tab(self):
        terminal = self.start()
        # One way to go on, and a letter by its name.
        self.assertEqual(self.answer(terminal, "\\eta" + self.TAB + " = 7"), "")
        self.assertEqual(self.answer(terminal, "η"), "7")
        self.assertEqual(self.answer(terminal, "sigmo" + self.TAB + "(0)"), "0.5")
        # Several ways are shown, and the line stays.
        terminal.type("mi" + self.TAB)
        self.assertIn("min  mixture", terminal.until("∇ mi"))
        self.assertEqual(self.answer(terminal, "n([3, 2])"), "2")
        # At the beginning of a line it indents, and where there is nothing to be said it is no harm.
        self.assertEqual(self.answer(terminal, self.TAB + "1 + 2"), "3")
        self.assertEqual(self.answer(terminal, '"nothing' + 3 * self.TAB + self.CTRL_U + "2"), "2")

    def test_tab_knows_the_lines_before(self):
        terminal = self.start()
        self.answer(terminal, "long_name = 5")
        self.answer(terminal, "for k in 1..2", CONTINUATION)
        self.answer(terminal, "print k·long_n" + self.TAB, CONTINUATION)
        self.assertEqual(self.answer(terminal, "end"), "5\n10")

    def test_a_cell_that_goes_on_is_indented(self):
        terminal = self.start()
        self.assertEqual(self.answer(terminal, "for k in 1..2", CONTINUATION + "  "), "")
        self.assertEqual(self.answer(terminal, "for j in 1..1", CONTINUATION + "    "), "")
        self.assertEqual(self.answer(terminal, 4 * self.BACKSPACE + "end", CONTINUATION), "")
        self.assertEqual(self.answer(terminal, self.CTRL_U + "end"), "")
        shown = subprocess.run(
            [program(), "history"], env={**os.environ, "NABLA_HISTORY": self.history}, capture_output=True,
            encoding="utf-8", timeout=TIMEOUT).stdout
        self.assertEqual(
            shown.splitlines(), ["1/1  for k in 1..2", "       for j in 1..1", "     end", "     end"])

    def test_history(self):
        terminal = self.start()
        self.answer(terminal, "x = 41")
        self.answer(terminal, "x + 1")
        self.assertEqual(self.answer(terminal, self.UP), "42")
        self.assertEqual(self.answer(terminal, 2 * self.UP + self.BACKSPACE + "2"), "")
        self.assertEqual(self.answer(terminal, "x"), "42")
        terminal.type(CTRL_D)
        self.assertEqual(terminal.ended(), 0)
        # Another session reaches what this one ran, and a search finds it.
        terminal = self.start()
        self.assertEqual(self.answer(terminal, 2 * self.UP), "")
        self.assertEqual(self.answer(terminal, self.CTRL_R + "x +\x1b").split("\n")[-1], "43")

    def test_a_cell_of_several_lines_is_recalled_as_one(self):
        terminal = self.start()
        self.answer(terminal, "for k in 1..2", CONTINUATION)
        self.answer(terminal, "print k", CONTINUATION)
        self.assertEqual(self.answer(terminal, self.CTRL_U + "end"), "1\n2")
        self.answer(terminal, "x = 3")
        self.assertEqual(self.answer(terminal, 2 * self.UP).split("\n")[-2:], ["1", "2"])
        self.assertEqual(self.answer(terminal, self.CTRL_R + "print k\x1b").split("\n")[-2:], ["1", "2"])
        # It can be edited like a line.
        self.answer(terminal, self.UP + 3 * self.BACKSPACE + "print 5", CONTINUATION)
        self.assertEqual(self.answer(terminal, self.CTRL_U + "end"), "1\n5\n2\n5")
        terminal.type(CTRL_D)
        self.assertEqual(terminal.ended(), 0)
        # Another session recalls it as well.
        terminal = self.start()
        self.assertEqual(self.answer(terminal, self.UP).split("\n")[-4:], ["1", "5", "2", "5"])

    def test_control_c_drops_the_line_and_what_is_typed_behind_it(self):
        terminal = self.start()
        terminal.type("x = 1 +" + CTRL_C)
        terminal.until(PROMPT)
        self.assertEqual(self.answer(terminal, "1 + 2"), "3")
        self.answer(terminal, "for k in 1..3", CONTINUATION)
        terminal.type(CTRL_C)
        terminal.until(PROMPT)
        self.assertEqual(self.answer(terminal, "2 + 2"), "4")

    def test_control_d_ends_only_an_empty_line(self):
        terminal = self.start()
        self.assertEqual(self.answer(terminal, "12" + self.CTRL_A + CTRL_D), "2")
        terminal.type(CTRL_D)
        self.assertEqual(terminal.ended(), 0)

    def test_bytes_that_are_no_letters(self):
        terminal = self.start()
        os.write(terminal.descriptor, b'"\xff\xc3\xf0\x9f" ' + self.CTRL_U.encode())
        self.assertEqual(self.answer(terminal, "1 + 2"), "3")

    def test_the_terminal_is_taken_over_only_for_a_line(self):
        def edits():
            return not termios.tcgetattr(terminal.descriptor)[3] & termios.ICANON

        terminal = self.start()
        self.assertTrue(edits())
        for line in LONG_TRAINING.splitlines()[:2]:
            self.answer(terminal, line)
        terminal.type(LONG_TRAINING.splitlines()[2] + "\n")
        terminal.until("\x1b[2K")
        self.assertFalse(edits())
        terminal.type(CTRL_C)
        terminal.until(PROMPT)
        self.assertTrue(edits())

    def test_no_history_is_kept_of_a_pipe(self):
        ended = subprocess.run(
            [program(), "repl"], input="1 + 2\n", capture_output=True, encoding="utf-8", timeout=TIMEOUT,
            env={**os.environ, "NABLA_HISTORY": self.history})
        self.assertEqual(ended.stdout, "3\n")
        self.assertFalse(os.path.exists(self.history))


class RunTests(unittest.TestCase):
    def file(self, source):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = Path(folder.name, "cell.nabla")
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return str(path)

    def test_a_file_that_runs(self):
        ended = run("run", self.file('x = 2\nprint "x is", x\nwarn "careful"\nx²'))
        self.assertEqual((ended.returncode, ended.stdout, ended.stderr), (0, "x is 2\n4\n", "careful\n"))

    def test_standard_input(self):
        self.assertEqual(run("run", "-", input="1 + 2").stdout, "3\n")
        self.assertEqual(run("run", "-", input="").returncode, 0)

    def test_a_pipe_gets_the_last_state_of_a_training_and_no_escapes(self):
        ended = run("run", "-", input="N = 2 -> 5 tanh -> 1 sigmoid\nH = train N on xor, epochs=50\nplot H\nshow H")
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        self.assertNotIn("\x1b", ended.stdout)
        self.assertNotIn("\r", ended.stdout)
        progress = ended.stdout.splitlines()[0]
        self.assertRegex(progress, r"^train N on xor .* 100 %  done  cross-entropy 0\.\d+  convention modern")
        self.assertEqual(ended.stdout.count("100 %"), 1)

    def test_an_error_is_shown_under_its_place_and_nothing_runs_after_it(self):
        ended = run("run", self.file("print 1\nexpect 1 ≈ 2\nprint 3"))
        self.assertEqual((ended.returncode, ended.stdout), (1, "1\n"))
        self.assertEqual(ended.stderr.splitlines()[:2], ["expectation error, line 2", "expect 1 ≈ 2"])
        self.assertTrue(ended.stderr.splitlines()[2].startswith("       ^^^^^ "), ended.stderr)

    def test_output_that_cannot_be_written(self):
        """Neither a full disk nor a limit to the size of files loses a result without a word."""

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

        with open("/dev/full", "w") as full, tempfile.TemporaryFile() as short:
            for command in (["run", "-"], ["repl"], ["reference"]):
                for output, begin, reason in ((full, None, "No space left on device"), (short, limit, "File too large")):
                    with self.subTest(command=command, reason=reason):
                        done = subprocess.run(
                            [program(), *command], input="print 1\n", text=True, stdout=output, stderr=subprocess.PIPE,
                            preexec_fn=begin, timeout=TIMEOUT,
                        )
                        self.assertEqual((done.returncode, done.stderr), (2, f"nabla: standard output: {reason}\n"))

    def test_a_file_that_cannot_be_read(self):
        for path in ("missing.nabla", "/", self.file(b"\xff\xfe")):
            with self.subTest(path=path):
                ended = run("run", path)
                self.assertEqual((ended.returncode, ended.stdout, len(ended.stderr.splitlines())), (2, "", 1))
                self.assertTrue(ended.stderr.startswith(f"nabla: {path}: "), ended.stderr)

    def test_control_c(self):
        terminal = Terminal([program(), "run", self.file(LONG_TRAINING + "\nprint 1")], NO_COLOR="1")
        self.addCleanup(terminal.close)
        terminal.until("\x1b[2K")
        terminal.type(CTRL_C)
        self.assertEqual(terminal.ended(), 130)


class CommandTests(unittest.TestCase):
    def test_version(self):
        self.assertRegex(run("--version").stdout, r"^nabla \d+\.\d+\.\d+\n$")

    def test_help_names_every_command(self):
        ended = run("--help")
        self.assertEqual(ended.returncode, 0)
        for command in ("kernel", "run", "repl", "history", "install", "uninstall"):
            self.assertRegex(ended.stdout, rf"(?m)^  {command}\b")
            self.assertIn("USAGE", run(command, "--help").stdout)

    def test_a_wrong_command_line(self):
        for arguments in (["fly"], ["run"], ["repl", "--fast"], ["kernel"]):
            with self.subTest(arguments=arguments):
                ended = run(*arguments)
                self.assertEqual((ended.returncode, ended.stdout), (64, ""))
                self.assertIn("Usage", ended.stderr)
