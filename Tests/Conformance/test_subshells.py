"""Subshells (JEP 91) and comms through the client library: cells beside a training, and the variables without a cell."""

from support import TIMEOUT, KernelTestCase
from test_installed import LONG_TRAINING


class SubshellTestCase(KernelTestCase):
    def ask_on_control(self, kind, **content):
        """The content of the reply to a request on the control channel."""
        message = self.client.session.msg(kind, content)
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=TIMEOUT)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]

    def create(self):
        reply = self.ask_on_control("create_subshell_request")
        self.assertEqual(reply["status"], "ok", reply)
        return reply["subshell_id"]

    def send(self, kind, content, subshell=None, buffers=()):
        """Sends a request on shell, for a subshell and with binary buffers: its message id."""
        message = self.client.session.msg(kind, content)
        message["header"]["subshell_id"] = subshell
        message["buffers"] = list(buffers)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def execute_in(self, subshell, code):
        """A cell in a subshell: the content of its reply, and its messages on IOPub."""
        request = self.send("execute_request", {"code": code, "silent": False, "store_history": True,
                                                "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}, subshell)
        return self.reply(request)["content"], self.until_status(request, "idle")

    def start_training(self):
        """Begins a training that does not end by itself: its request."""
        request = self.client.execute("x = 7\n" + LONG_TRAINING)
        while self.client.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "display_data":
            pass
        return request


class SubshellTests(SubshellTestCase):
    def test_the_feature_is_declared(self):
        self.assertEqual(self.reply(self.client.kernel_info())["content"]["supported_features"], ["kernel subshells"])
        self.assertEqual(self.ask_on_control("kernel_info_request")["supported_features"], ["kernel subshells"])

    def test_a_network_is_plotted_while_it_trains(self):
        subshell = self.create()
        training = self.start_training()
        reply, messages = self.execute_in(subshell, "plot boundary(N) on D\nx")
        self.assertEqual(reply["status"], "ok", reply)
        figures = [message for message in messages if "image/svg+xml" in message["content"].get("data", {})]
        self.assertEqual(len(figures), 1)
        results = [message for message in messages if message["msg_type"] == "execute_result"]
        self.assertEqual(results[0]["content"]["data"]["text/plain"], "7")
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(training)["content"]["status"], "error")

    def test_help_and_completion_while_it_trains(self):
        subshell = self.create()
        training = self.start_training()
        request = self.send("complete_request", {"code": "D.tes", "cursor_pos": 5}, subshell)
        self.assertEqual(self.reply(request)["content"]["matches"], ["test"])
        request = self.send("inspect_request", {"code": "x", "cursor_pos": 1, "detail_level": 0}, subshell)
        content = self.reply(request)["content"]
        self.assertTrue(content["found"])
        self.assertIn("7", content["data"]["text/plain"])
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(training)["content"]["status"], "error")

    def test_what_a_subshell_assigns_ends_with_its_cell(self):
        self.run_cell("x = 7")
        subshell = self.create()
        reply, messages = self.execute_in(subshell, "x = 8\ny = 1\nprint x")
        self.assertEqual(reply["status"], "ok", reply)
        errors = [message["content"]["text"] for message in messages if message["content"].get("name") == "stderr"]
        self.assertIn("x and y changed in this cell alone", "".join(errors))
        self.assertEqual(self.execute_in(subshell, "y")[0]["status"], "error")
        self.assertEqual(self.value("x"), "7")

    def test_deleting(self):
        subshell = self.create()
        self.assertEqual(self.ask_on_control("list_subshell_request")["subshell_id"], [subshell])
        self.assertEqual(self.ask_on_control("delete_subshell_request", subshell_id=subshell), {"status": "ok"})
        reply, messages = self.execute_in(subshell, "1")
        self.assertEqual((reply["status"], reply["ename"]), ("error", "SubshellError"))
        self.assertEqual([message["msg_type"] for message in messages], ["status", "error"])


class CommTests(SubshellTestCase):
    def said(self, request):
        """What is said over comms in answer to a request."""
        return [message for message in self.until_status(request, "idle") if message["msg_type"].startswith("comm_")]

    def test_the_variables(self):
        self.run_cell("x = 7\nf(a) = a·x")
        request = self.send("comm_open", {"comm_id": "1", "target_name": "nabla.variables", "data": {}})
        answer, = self.said(request)
        self.assertEqual(answer["content"], {"comm_id": "1", "data": {"variables": [
            {"name": "x", "type": "number", "value": "7"}, {"name": "f", "type": "function", "value": "f(a) = a·x"}]}})
        info = self.reply(self.client.comm_info())["content"]["comms"]
        self.assertEqual(info, {"1": {"target_name": "nabla.variables"}})
        self.assertEqual(self.said(self.send("comm_close", {"comm_id": "1", "data": {}})), [])
        self.assertEqual(self.reply(self.client.comm_info())["content"]["comms"], {})

    def test_the_variables_while_it_trains(self):
        subshell = self.create()
        self.said(self.send("comm_open", {"comm_id": "1", "target_name": "nabla.variables", "data": {}}))
        training = self.start_training()
        answer, = self.said(self.send("comm_msg", {"comm_id": "1", "data": {}}, subshell))
        names = [variable["name"] for variable in answer["content"]["data"]["variables"]]
        self.assertEqual(names, ["x", "D", "N"])
        self.manager.interrupt_kernel()
        self.assertEqual(self.reply(training)["content"]["status"], "error")

    def test_an_unknown_target(self):
        answer, = self.said(self.send("comm_open", {"comm_id": "1", "target_name": "jupyter.widget", "data": {}}))
        self.assertEqual((answer["msg_type"], answer["content"]["comm_id"]), ("comm_close", "1"))

    def test_binary_buffers(self):
        self.run_cell("x = 7")
        buffers = [b"", bytes(range(256)), bytes(1 << 20), b"<IDS|MSG>", b'{"data": {}}']
        content = {"comm_id": "1", "target_name": "nabla.variables", "data": {}}
        answers = []
        for attached in ([], buffers):
            for kind in ("comm_open", "comm_msg"):
                answer, = self.said(self.send(kind, content, buffers=attached))
                answers.append((answer["msg_type"], answer["content"], answer["buffers"]))
            self.assertEqual(self.said(self.send("comm_close", content, buffers=attached)), [])
        variables = {"comm_id": "1", "data": {"variables": [{"name": "x", "type": "number", "value": "7"}]}}
        self.assertEqual(answers, [("comm_msg", variables, [])] * 4)
        answer, = self.said(self.send("comm_open", {**content, "target_name": "jupyter.widget"}, buffers=buffers))
        self.assertEqual((answer["msg_type"], answer["content"]["comm_id"]), ("comm_close", "1"))
        self.assertEqual(self.reply(self.client.comm_info())["content"]["comms"], {})
        self.assertEqual(self.value("x"), "7")
