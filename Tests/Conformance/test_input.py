"""Cells that ask: `input` and `password` through the client library, in the terminal and in pipes."""

import queue
import unittest

from support import TIMEOUT, KernelTestCase
from test_terminal import CTRL_C, PROMPT, Terminal, program, run


class KernelInputTests(KernelTestCase):
    def ask(self, code):
        """Executes a cell that asks: the request, and the content of the question."""
        request = self.client.execute(code, allow_stdin=True)
        question = self.client.get_stdin_msg(timeout=TIMEOUT)
        self.assertEqual(question["msg_type"], "input_request")
        self.assertEqual(question["parent_header"]["msg_id"], request)
        return request, question["content"]

    def test_an_answer(self):
        request, question = self.ask('name = input("name? ")\nprint "Hello,", name')
        self.assertEqual(question, {"prompt": "name? ", "password": False})
        self.client.input("Zoë")
        self.assertEqual(self.reply(request)["content"]["status"], "ok")
        texts = [message["content"]["text"] for message in self.until_status(request, "idle")
                 if message["msg_type"] == "stream"]
        self.assertEqual("".join(texts), "Hello, Zoë\n")

    def test_several_questions(self):
        request, question = self.ask('a = input("one")\nb = password("two")\nb')
        self.client.input("1")
        second = self.client.get_stdin_msg(timeout=TIMEOUT)["content"]
        self.assertEqual(second, {"prompt": "two", "password": True})
        self.client.input("2")
        self.assertEqual(self.reply(request)["content"]["status"], "ok")

    def test_the_library_answers_through_its_hook(self):
        answers = iter(["4", "2"])
        reply = self.client.execute_interactive(
            'print input("a"), input("b")', timeout=TIMEOUT, allow_stdin=True, output_hook=lambda message: None,
            stdin_hook=lambda message: self.client.input(next(answers)))
        self.assertEqual(reply["content"]["status"], "ok", reply["content"])

    def test_a_client_that_takes_no_questions(self):
        request = self.client.execute('input("?")', allow_stdin=False)
        content = self.reply(request)["content"]
        self.assertEqual((content["status"], content["ename"]), ("error", "FileError"))
        self.assertIn("takes no questions", content["evalue"])
        with self.assertRaises(queue.Empty):
            self.client.get_stdin_msg(timeout=0)

    def test_an_interrupt_ends_the_waiting(self):
        request, _ = self.ask('x = 1\ninput("?")')
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(request)["content"]["ename"], "Interrupted")
        self.until_status(request, "idle")
        self.assertEqual(self.value("x"), "1")

    def test_a_shutdown_ends_the_waiting(self):
        process = self.manager.provisioner.process
        self.ask('input("?")')
        self.client.shutdown()
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)


class TerminalInputTests(unittest.TestCase):
    def start(self):
        terminal = Terminal([program(), "repl"], NO_COLOR="1")
        self.addCleanup(terminal.close)
        terminal.until(PROMPT)
        return terminal

    def test_input(self):
        terminal = self.start()
        terminal.type('name = input("name? ")\n')
        terminal.until("\nname? ")
        terminal.type("Zoë\n")
        self.assertEqual(terminal.until(PROMPT), "Zoë" + PROMPT)
        self.assertEqual(terminal.answer("print name"), "Zoë")

    def test_a_password_is_not_shown(self):
        terminal = self.start()
        terminal.type('key = password("key? ")\n')
        terminal.until("\nkey? ")
        terminal.type("secret\n")
        self.assertEqual(terminal.until(PROMPT), PROMPT)
        # What is typed after it is shown again.
        self.assertEqual(terminal.answer("print key"), "secret")

    def test_control_c(self):
        for question in ("input", "password"):
            with self.subTest(question=question):
                terminal = self.start()
                terminal.type(f'{question}("? ")\n')
                terminal.until("\n? ")
                terminal.type("half" + CTRL_C)
                self.assertIn("interrupted", terminal.until(PROMPT))
                self.assertEqual(terminal.answer("1 + 2"), "3")

    def test_a_pipe(self):
        ended = run("repl", input='a = input("? ")\nan answer\nprint a\n')
        self.assertEqual(ended.stdout, "? an answer\n")
        ended = run("run", "-", input='input("? ")')
        self.assertEqual(ended.returncode, 1)
        self.assertIn("there is no more input", ended.stderr)
