"""How clients reach the kernel: socket files, encryption, ports of the kernel's own choice; and how it comes and goes."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import zmq
import zmq.utils.monitor
from jupyter_client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

from support import KERNEL, TIMEOUT, KernelTestCase
from test_installed import LONG_TRAINING
from test_terminal import program

# How many kernels run side by side, and how often one is started again on its ports.
CROWD = 40
RESTARTS = 50


@contextlib.contextmanager
def kernel(settings=None, **options):
    """A kernel started with options by a manager with settings, and a client of it."""
    manager = KernelManager(kernel_name=KERNEL, **(settings or {}))
    manager.start_kernel(**options)
    client = manager.blocking_client()
    try:
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT)
        yield manager, client
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


def value(client, code):
    """The text of a cell's result."""
    results = []

    def take(message):
        if message["msg_type"] == "execute_result":
            results.append(message["content"]["data"]["text/plain"])

    reply = client.execute_interactive(code, timeout=TIMEOUT, output_hook=take)
    return reply["content"]["status"], *results


class ConnectionTests(unittest.TestCase):
    def test_socket_files(self):
        with tempfile.TemporaryDirectory() as folder, kernel({"transport": "ipc", "ip": f"{folder}/kernel"}) as (_, client):
            self.assertEqual(value(client, "1 + 2"), ("ok", "3"))
            self.assertTrue(client.hb_channel.is_alive())

    def test_encryption(self):
        with kernel(transport_encryption="required") as (manager, client):
            self.assertEqual(value(client, "1 + 2"), ("ok", "3"))
            connection = manager.get_connection_info()
            for channel in ("shell", "control", "stdin", "iopub", "hb"):
                with self.subTest(channel=channel):
                    self.assertEqual(self.handshake(connection, channel, encrypts=True), zmq.EVENT_HANDSHAKE_SUCCEEDED)
                    self.assertNotEqual(
                        self.handshake(connection, channel, encrypts=False), zmq.EVENT_HANDSHAKE_SUCCEEDED)

    def handshake(self, connection, channel, encrypts):
        """What becomes of a connection to a channel."""
        kind = {"iopub": zmq.SUB, "hb": zmq.REQ}.get(channel, zmq.DEALER)
        with zmq.Context() as context, context.socket(kind) as client:
            client.linger = 0
            if encrypts:
                client.curve_publickey, client.curve_secretkey = zmq.curve_keypair()
                client.curve_serverkey = connection["curve_publickey"].encode() if isinstance(
                    connection["curve_publickey"], str) else connection["curve_publickey"]
            outcomes = zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL \
                | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_HANDSHAKE_FAILED_AUTH
            events = client.get_monitor_socket(outcomes)
            client.connect(f"tcp://{connection['ip']}:{connection[channel + '_port']}")
            self.assertTrue(events.poll(TIMEOUT * 1000))
            event = zmq.utils.monitor.recv_monitor_message(events)["event"]
            client.disable_monitor()
            return event

    def test_a_launcher_that_lets_the_kernel_choose_its_ports(self):
        key = b"secret"
        session = Session(key=key, signature_scheme="hmac-sha256")
        with zmq.Context() as context, context.socket(zmq.ROUTER) as launcher, tempfile.TemporaryDirectory() as folder:
            port = launcher.bind_to_random_port("tcp://127.0.0.1")
            path = Path(folder, "registration.json")
            path.write_text(json.dumps({
                "kernel_id": "one", "transport": "tcp", "registration_ip": "127.0.0.1", "registration_port": port,
                "signature_scheme": "hmac-sha256", "key": key.decode()}))
            process = subprocess.Popen([program(), "kernel", str(path)])
            self.addCleanup(process.kill)
            self.assertTrue(launcher.poll(TIMEOUT * 1000))
            identity, delimiter, signature, content = launcher.recv_multipart()
            self.assertEqual((delimiter, signature), (b"<IDS|MSG>", session.sign([content])))
            ports = json.loads(content)
            self.assertEqual(ports.pop("kernel_id"), "one")
            acknowledgement = b'{"status": "ok"}'
            launcher.send_multipart([identity, b"<IDS|MSG>", session.sign([acknowledgement]), acknowledgement])
            client = BlockingKernelClient()
            client.load_connection_info({
                **{name: int(number) for name, number in ports.items()}, "transport": "tcp", "ip": "127.0.0.1",
                "signature_scheme": "hmac-sha256", "key": key.decode()})
            client.start_channels()
            self.addCleanup(client.stop_channels)
            client.wait_for_ready(timeout=TIMEOUT)
            self.assertEqual(value(client, "1 + 2"), ("ok", "3"))
            client.shutdown()
            self.assertEqual(process.wait(timeout=TIMEOUT), 0)

    def test_a_launcher_that_never_acknowledges_keeps_no_kernel_from_ending(self):
        with socket.create_server(("127.0.0.1", 0)) as launcher, tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "registration.json")
            path.write_text(json.dumps({
                "kernel_id": "one", "transport": "tcp", "registration_ip": "127.0.0.1",
                "registration_port": launcher.getsockname()[1], "signature_scheme": "hmac-sha256", "key": "secret"}))
            process = subprocess.Popen([program(), "kernel", str(path)], stderr=subprocess.PIPE, text=True)
            self.addCleanup(process.kill)
            launcher.settimeout(TIMEOUT)
            with launcher.accept()[0]:
                # Nothing runs that it could interrupt.
                process.send_signal(signal.SIGINT)
                process.send_signal(signal.SIGTERM)
                said = process.communicate(timeout=TIMEOUT)[1]
            self.assertEqual(
                (process.returncode, said), (2, "nabla: the process was asked to terminate before it was registered\n"))


class EndTests(KernelTestCase):
    def test_it_ends_when_asked_to_terminate(self):
        process = self.manager.provisioner.process
        self.run_cell("x = 7")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)

    def test_a_busy_kernel_answers_before_it_terminates(self):
        process = self.manager.provisioner.process
        request = self.client.execute(LONG_TRAINING)
        queued = self.client.execute("1")
        self.until_status(request, "busy")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(self.reply(request)["content"]["status"], "error")
        self.assertEqual(self.reply(queued)["content"]["status"], "aborted")
        self.until_status(queued, "idle")
        self.assertEqual(process.wait(timeout=TIMEOUT), 0)

    def test_a_shutdown_is_answered(self):
        for code in ("1", LONG_TRAINING):
            with self.subTest(code=code):
                request = self.client.execute(code)
                self.until_status(request, "busy")
                reply = self.client.shutdown(reply=True, timeout=TIMEOUT)
                self.assertEqual(reply["content"], {"status": "ok", "restart": False})
                self.manager.provisioner.process.wait(timeout=TIMEOUT)
                self.manager.restart_kernel(now=True)
                self.client.wait_for_ready(timeout=TIMEOUT)

    def test_it_is_started_again_and_again_on_its_ports(self):
        ports = self.manager.ports
        for _ in range(RESTARTS):
            self.manager.restart_kernel()
            self.client.wait_for_ready(timeout=TIMEOUT)
            self.assertEqual(self.value("1 + 2"), "3")
        self.assertEqual(self.manager.ports, ports)


class ParentTests(unittest.TestCase):
    # Starts a kernel, says its process and is killed.
    CLIENT = """
import sys, time
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name=sys.argv[1])
if sys.argv[2]:
    client.execute(sys.argv[2])
    while client.get_iopub_msg()["msg_type"] != "execute_input": pass
print(manager.provisioner.process.pid, flush=True)
time.sleep(3600)
"""

    def test_it_ends_with_the_client_that_started_it(self):
        for code in ("", LONG_TRAINING):
            with self.subTest(code=code), subprocess.Popen(
                    [sys.executable, "-c", self.CLIENT, KERNEL, code], stdout=subprocess.PIPE, encoding="utf-8") as client:
                kernel = os.pidfd_open(int(client.stdout.readline()))
                self.addCleanup(os.close, kernel)
                client.kill()
                # A process's descriptor can be read when it has ended.
                self.assertTrue(select.select([kernel], [], [], TIMEOUT)[0])


class CrowdTests(unittest.TestCase):
    def test_many_kernels_side_by_side(self):
        with contextlib.ExitStack() as stack:
            file = stack.enter_context(tempfile.TemporaryDirectory()) + "/history.sqlite"
            environment = {**os.environ, "NABLA_HISTORY": file}
            clients = [stack.enter_context(kernel(env=environment))[1] for _ in range(CROWD)]
            requests = [client.execute(f"x = {number}") for number, client in enumerate(clients)]
            for client, request in zip(clients, requests):
                reply = client.get_shell_msg(timeout=TIMEOUT)
                while reply["parent_header"]["msg_id"] != request:
                    reply = client.get_shell_msg(timeout=TIMEOUT)
                self.assertEqual(reply["content"]["status"], "ok")
            for number, client in enumerate(clients):
                self.assertEqual(value(client, "x")[0], "ok")
                cells = client.history(hist_access_type="range", session=0, start=1, reply=True, timeout=TIMEOUT)
                self.assertEqual([cell[2] for cell in cells["content"]["history"]], [f"x = {number}", "x"])
            cells = clients[0].history(hist_access_type="tail", n=1000, reply=True, timeout=TIMEOUT)["content"]["history"]
            self.assertEqual(len(cells), 2 * CROWD)
            self.assertEqual(sorted({cell[0] for cell in cells}), list(range(1, CROWD + 1)))
