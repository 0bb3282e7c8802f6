"""Whatever comes to its ports, the kernel goes on to serve its clients."""

import contextlib
import os
import resource
import socket
import subprocess
import tempfile

import zmq
from jupyter_client.session import Session

from support import TIMEOUT, KernelTestCase

# How many bytes a file may have, for a kernel whose log cannot grow.
LARGEST_FILE = 1 << 20


def frame(body, flags=0):
    """A short frame of ZMTP 3, the protocol of ZeroMQ's connections."""
    return bytes([flags, len(body)]) + body


def handshake(kind):
    """What a ZeroMQ socket of a kind says before its messages: its greeting and the command READY."""
    greeting = b"\xff" + bytes(8) + b"\x7f\x03\x00" + b"NULL".ljust(20, b"\0") + bytes(32)
    return greeting + frame(b"\x05READY\x0bSocket-Type" + len(kind).to_bytes(4, "big") + kind, flags=4)


class GarbageTests(KernelTestCase):

    # The ZeroMQ sockets that clients have.
    CLIENTS = {"shell": b"DEALER", "control": b"DEALER", "stdin": b"DEALER", "iopub": b"SUB", "hb": b"REQ"}
    NOISE = {
        "nothing": b"",
        "another protocol": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "zeros": bytes(1 << 16),
        "every byte": bytes(range(256)) * 256,
        "half a greeting": handshake(b"DEALER")[:11],
        "a greeting of no mechanism": handshake(b"DEALER")[:12] + bytes(52),
        "half a command": handshake(b"DEALER")[:-1],
        "a socket of no kind": handshake(b"NOTHING"),
        "a command of no name": handshake(b"DEALER") + frame(b"", flags=4),
        "a message of ZMTP 1": b"\x01\x00\x06\x00hello",
    }
    # Frames of messages, each with whether the next belongs to the same message.
    MESSAGES = {
        "a user's message": [(b"\x02user", False)],
        "an empty message": [(b"", False)],
        "several parts": [(b"\x02", True), (b"\x01all", True), (b"", False)],
        "a subscription of several parts": [(b"\x01", True), (b"all", True), (b"\x00all", False)],
        "a topic that is not UTF-8": [(b"\x01\xff\xfe", False)],
        "a cancellation of what was never subscribed": [(b"\x00never", False), (b"\x00", False), (b"\x00\xff\xfe", False)],
        "more cancellations than subscriptions": [(b"\x01one", False), (b"\x00one", False), (b"\x00one", False)],
    }

    def setUp(self):
        super().setUp()
        # What the kernel says of garbage.
        self.manager.restart_kernel(stderr=subprocess.DEVNULL)
        self.client.wait_for_ready(timeout=TIMEOUT)

    def connect(self, channel):
        """A connection to a channel, over which nothing has been said."""
        connection = self.manager.get_connection_info()
        peer = socket.create_connection((connection["ip"], connection[channel + "_port"]), timeout=TIMEOUT)
        self.addCleanup(peer.close)
        return peer

    def connect_client(self, channel):
        """A connection to a channel, over which messages can be sent."""
        peer = self.connect(channel)
        peer.sendall(handshake(self.CLIENTS[channel]))
        self.until_said(peer, b"READY")
        return peer

    def until_said(self, peer, end):
        """Waits until the kernel has said something over a connection."""
        said = b""
        while end not in said:
            part = peer.recv(1 << 16)
            self.assertTrue(part, said)
            said += part

    def until_closed(self, peer):
        """Waits until the kernel has closed a connection."""
        with contextlib.suppress(ConnectionError):
            while peer.recv(1 << 16):
                pass

    def tell_iopub(self, frames):
        """A connection to iopub over which the kernel has taken frames, each with whether its message goes on."""
        peer = self.connect_client("iopub")
        # They are taken in order: with the welcome to the last subscription all are.
        peer.sendall(b"".join(frame(*each) for each in [*frames, (b"\x01last", False)]))
        self.until_said(peer, b'{"subscription":"last"}')
        return peer

    def welcome(self, topic):
        """The first message that a new subscriber gets."""
        with zmq.Context() as context, context.socket(zmq.SUB) as subscriber:
            subscriber.linger = 0
            subscriber.connect(f"tcp://{self.client.ip}:{self.client.iopub_port}")
            subscriber.subscribe(topic)
            self.assertTrue(subscriber.poll(TIMEOUT * 1000))
            session = Session(key=self.client.session.key, signature_scheme=self.client.session.signature_scheme)
            identities, frames = session.feed_identities(subscriber.recv_multipart())
            return identities, session.deserialize(frames)

    def assert_serves(self):
        self.assertEqual(self.value("1 + 2"), "3")
        identities, message = self.welcome(b"")
        self.assertEqual((identities, message["msg_type"], message["content"]), ([b""], "iopub_welcome", {"subscription": ""}))
        with zmq.Context() as context, context.socket(zmq.REQ) as heart:
            heart.linger = 0
            heart.connect(f"tcp://{self.client.ip}:{self.client.hb_port}")
            heart.send(b"beat")
            self.assertTrue(heart.poll(TIMEOUT * 1000))
            self.assertEqual(heart.recv(), b"beat")

    def test_what_is_no_zeromq(self):
        for name, noise in self.NOISE.items():
            with self.subTest(name):
                for channel in self.CLIENTS:
                    for stays in (True, False):
                        peer = self.connect(channel)
                        # Who sends more than the kernel reads may find the connection closed.
                        with contextlib.suppress(OSError):
                            peer.sendall(noise)
                            if not stays:
                                peer.shutdown(socket.SHUT_WR)
                        if not stays:
                            self.until_closed(peer)
                self.assert_serves()

    def test_a_frame_that_is_too_large(self):
        for channel in self.CLIENTS:
            with self.subTest(channel=channel):
                peer = self.connect_client(channel)
                # The start of a long frame tells its size.
                peer.sendall(b"\x02" + (1 << 40).to_bytes(8, "big"))
                self.until_closed(peer)
                self.assert_serves()

    def test_what_is_no_subscription(self):
        for name, frames in self.MESSAGES.items():
            with self.subTest(name):
                peer = self.tell_iopub(frames)
                self.assert_serves()
                peer.close()
                self.assert_serves()

    def test_a_topic_that_is_not_utf8(self):
        identities, message = self.welcome(b"\xff\xfe")
        self.assertEqual((identities, message["msg_type"]), ([b"\xff\xfe"], "iopub_welcome"))
        self.assertEqual(message["content"], {"subscription": "\ufffd\ufffd"})
        self.assert_serves()

    def test_a_log_that_cannot_grow(self):
        def stop_growth():
            # A write beyond it fails, and sends SIGXFSZ too.
            resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))

        with open("/dev/full", "wb") as full, tempfile.TemporaryFile() as longest:
            longest.write(bytes(LARGEST_FILE))
            longest.flush()
            for name, options in {"full": {"stderr": full}, "longest": {"stderr": longest, "preexec_fn": stop_growth}}.items():
                with self.subTest(name):
                    self.manager.restart_kernel(**options)
                    self.client.wait_for_ready(timeout=TIMEOUT)
                    # Each is worth a line in the log.
                    self.tell_iopub(self.MESSAGES["a user's message"] * 2)
                    self.assert_serves()
            self.assertEqual(os.fstat(longest.fileno()).st_size, LARGEST_FILE)
