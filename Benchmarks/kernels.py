"""Times Nabla's kernel beside ipykernel and xeus-python: `python Benchmarks/kernels.py`, or as a part of `make benchmark`.

All three are asked by the same client, which writes and reads frames itself, so that what is measured is the kernel: from a
request's sending to the `idle` that ends it, or to its reply. Each kernel does the same work, has its history in a file, and
listens on TCP, as clients have it. They take turns within one run.
"""

import argparse
import contextlib
import hashlib
import hmac
import importlib.metadata
import itertools
import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time

import zmq

HERE = pathlib.Path(__file__).resolve().parent
NABLA = HERE.parent / ".build" / "release" / "nabla"
CHANNELS = ["shell", "control", "stdin", "iopub", "hb"]
DELIMITER = b"<IDS|MSG>"
# How many milliseconds an answer may take before the benchmark takes it for lost.
PATIENCE = 30_000
LINE = "0123456789" * 10
# A process that starts a kernel, says which process that is, and waits for it, as Jupyter's server does.
PARENT = """
import os, subprocess, sys
environment = os.environ | {"JPY_PARENT_PID": str(os.getpid())}
kernel = subprocess.Popen(sys.argv[1:], env=environment, stdout=subprocess.DEVNULL)
print(kernel.pid, flush=True)
kernel.wait()
"""

PYTHON_CELLS = {
    "trivial": "1 + 1",
    "complete": "pri",
    "endless": "while True: pass",
    "output": f"for i in range(100000): print('{LINE}')",
}
# What each kernel is started with, and its cells.
KERNELS = {
    "Nabla": (
        [str(NABLA), "kernel", "{file}"],
        {
            "trivial": "1 + 1",
            "complete": "pri",
            "endless": "while true\n  x = 1\nend",
            "output": f'for i in 1..100000\n  print "{LINE}"\nend',
            "prepare": "set limits, output=2e7",
        },
    ),
    "ipykernel": ([sys.executable, "-m", "ipykernel_launcher", "-f", "{file}"], PYTHON_CELLS),
    "xeus-python": ([sys.executable, "-m", "xpython_launcher", "-f", "{file}"], PYTHON_CELLS),
}


class Kernel:
    """A kernel that runs, under a parent of its own where it is to have one, and a client of it."""

    def __init__(self, command, has_parent=False):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.key = os.urandom(16).hex().encode()
        self.count = itertools.count()
        listeners = [socket.create_server(("127.0.0.1", 0)) for _ in CHANNELS]
        ports = dict(zip(CHANNELS, (listener.getsockname()[1] for listener in listeners)))
        for listener in listeners:
            listener.close()
        file = pathlib.Path(self.folder.name, "connection.json")
        settings = {"transport": "tcp", "ip": "127.0.0.1", "key": self.key.decode(), "signature_scheme": "hmac-sha256"}
        file.write_text(json.dumps(settings | {f"{name}_port": port for name, port in ports.items()}))
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("JPY_", "NABLA_", "XDG_", "IPYTHON"))
        }

        self.context = zmq.Context()
        self.start = time.perf_counter()
        # The kernel, or its parent.
        self.child = subprocess.Popen(
            ([sys.executable, "-c", PARENT] if has_parent else []) + [part.replace("{file}", str(file)) for part in command],
            env=environment | {"HOME": self.folder.name},
            stdout=subprocess.PIPE if has_parent else subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.identifier = int(self.child.stdout.readline()) if has_parent else self.child.pid
        self.process = os.pidfd_open(self.identifier)
        kinds = {"iopub": zmq.SUB, "hb": zmq.REQ}
        for name in CHANNELS:
            channel = self.context.socket(kinds.get(name, zmq.DEALER))
            channel.set_hwm(0)
            channel.linger = 0
            channel.rcvtimeo = PATIENCE
            channel.reconnect_ivl = 1
            if name == "iopub":
                channel.subscribe(b"")
            channel.connect(f"tcp://127.0.0.1:{ports[name]}")
            setattr(self, name, channel)
        self.request("kernel_info_request", {})
        self.reply()
        self.seconds_to_start = time.perf_counter() - self.start
        # Until this client's subscription has come through.
        while not self.iopub.poll(100):
            self.request("kernel_info_request", {})
            self.reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(ProcessLookupError):
            self.signal(signal.SIGKILL)
        os.close(self.process)
        with self.child:
            self.child.kill()
        self.context.destroy(linger=0)
        self.folder.cleanup()

    def request(self, kind, content, channel="shell"):
        identifier = f"request-{next(self.count)}-of-this-run"
        header = {"msg_id": identifier, "msg_type": kind, "session": "benchmark", "username": "", "version": "5.3"}
        header["date"] = "2026-01-01T00:00:00.000000Z"
        parts = [json.dumps(header).encode(), b"{}", b"{}", json.dumps(content).encode()]
        signature = hmac.new(self.key, b"".join(parts), hashlib.sha256).hexdigest().encode()
        getattr(self, channel).send_multipart([DELIMITER, signature, *parts])
        return identifier.encode()

    def execute(self, code):
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        return self.request("execute_request", content | {"stop_on_error": True})

    def reply(self, identifier=b"", channel="shell"):
        """The content of the next reply to a request."""
        while True:
            frames = getattr(self, channel).recv_multipart()
            if identifier in frames[3]:
                return frames[5]

    def publications(self, identifier):
        """The contents published on a request, up to its idle."""
        while True:
            frames = self.iopub.recv_multipart()
            start = frames.index(DELIMITER)
            if identifier in frames[start + 3]:
                content = frames[start + 5]
                if len(content) < 100 and b"execution_state" in content and b"idle" in content:
                    return
                yield content

    def finish(self, identifier):
        for _ in self.publications(identifier):
            pass

    def begin(self, code):
        """Runs a cell until it is announced, after `busy`, and a moment more, so that it computes; its identifier."""
        identifier = self.execute(code)
        announced = self.publications(identifier)
        next(announced), next(announced)
        time.sleep(0.05)
        return identifier

    def run(self, code):
        identifier = self.execute(code)
        self.finish(identifier)
        reply = json.loads(self.reply(identifier))
        if reply["status"] != "ok":
            raise RuntimeError(f"{code!r}: {reply}")

    def signal(self, number):
        signal.pidfd_send_signal(self.process, number)

    def wait(self):
        """Waits for the end of the kernel's process, and notices it at once."""
        if not select.select([self.process], [], [], PATIENCE / 1000)[0]:
            raise zmq.Again()

    def resident(self):
        """The memory that the process takes, in MB."""
        for line in pathlib.Path(f"/proc/{self.identifier}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024


def percentile(times, percent):
    times = sorted(times)
    return times[min(len(times) - 1, len(times) * percent // 100)] * 1000


def timed(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def repeated(action, count, seconds=10):
    """The times of an action, done so often or, where it is slow, for so long."""
    times = []
    end = time.perf_counter() + seconds
    while len(times) < count and (not times or time.perf_counter() < end):
        times.append(timed(action))
    return times


# Each of these gives figures of one kernel, memory in MB and the rest in milliseconds.


def measure_cells(kernel, cells):
    kernel.run(cells["trivial"])
    memory = kernel.resident()
    repeated(lambda: kernel.run(cells["trivial"]), 100)
    identifiers = []

    def execute():
        identifiers.append(kernel.execute(cells["trivial"]))
        kernel.finish(identifiers[-1])

    times = repeated(execute, 2000)
    kernel.reply(identifiers[-1])
    return {"memory": memory, "execute 50": percentile(times, 50), "execute 99": percentile(times, 99)}


def measure_completion(kernel, cells):
    kernel.run(cells["trivial"])
    code = cells["complete"]

    def complete():
        identifier = kernel.request("complete_request", {"code": code, "cursor_pos": len(code)})
        reply = kernel.reply(identifier)
        if b"print" not in reply:
            raise RuntimeError(f"{code!r} is not completed: {reply}")

    repeated(complete, 50, seconds=5)
    return {"complete 50": percentile(repeated(complete, 500), 50)}


def measure_queue(kernel, cells):
    kernel.run(cells["trivial"])

    def queue():
        identifiers = [kernel.execute(cells["trivial"]) for _ in range(1000)]
        for identifier in identifiers:
            kernel.reply(identifier)
        kernel.finish(identifiers[-1])

    return {"queue": percentile(repeated(queue, 5), 50)}


def measure_output(kernel, cells):
    kernel.run(cells["prepare"] if "prepare" in cells else cells["trivial"])
    counts = []

    def output():
        identifier = kernel.execute(cells["output"])
        # The code, which is published too, has it once.
        counts.append(sum(content.count(LINE.encode()) for content in kernel.publications(identifier)) - 1)

    time = percentile(repeated(output, 3), 50)
    return {"output": time if min(counts) == 100_000 else f"{100_000 - min(counts):,} lines lost"}


def measure_heartbeat(kernel, cells):
    kernel.begin(cells["endless"])

    def beat():
        kernel.hb.send(b"ping")
        kernel.hb.recv()

    return {"heartbeat 99": percentile(repeated(beat, 1000), 99)}


def time_interrupts(kernel, cells, interrupt):
    """The times from an interrupt of a cell to its idle."""

    def stop():
        interrupt()
        errors.extend(content for content in kernel.publications(identifier) if b"ename" in content)

    times = []
    for _ in range(20):
        errors = []
        identifier = kernel.begin(cells["endless"])
        times.append(timed(stop))
        if not errors or b"error" not in kernel.reply(identifier):
            raise RuntimeError("an interrupted cell is no error")
    return times


def measure_interrupts(kernel, cells):
    times = time_interrupts(kernel, cells, lambda: kernel.signal(signal.SIGINT))
    return {"interrupt 50": percentile(times, 50), "interrupt 100": percentile(times, 100)}


def measure_interrupt_requests(kernel, cells):
    times = time_interrupts(kernel, cells, lambda: kernel.request("interrupt_request", {}, channel="control"))
    return {"interrupt request 100": percentile(times, 100)}


def time_shutdown(kernel):
    """The time until the kernel's process has ended and its reply is there."""

    def shut_down():
        # As clients do: an idle kernel is to take no notice of it.
        kernel.signal(signal.SIGINT)
        identifier = kernel.request("shutdown_request", {"restart": False}, channel="control")
        kernel.wait()
        # What the process has sent is on its way, and nothing else will come.
        kernel.control.rcvtimeo = 1000
        kernel.reply(identifier, channel="control")

    return timed(shut_down) * 1000


def time_termination(kernel):
    def terminate():
        kernel.signal(signal.SIGTERM)
        kernel.wait()

    return timed(terminate) * 1000


def time_orphan(kernel):
    def kill_parent():
        kernel.child.kill()
        kernel.wait()

    return timed(kill_parent) * 1000


def measure_idle_shutdown(kernel, cells):
    kernel.run(cells["trivial"])
    return {"shutdown idle": time_shutdown(kernel)}


def measure_busy_shutdown(kernel, cells):
    kernel.begin(cells["endless"])
    return {"shutdown busy": time_shutdown(kernel)}


def measure_idle_termination(kernel, cells):
    kernel.run(cells["trivial"])
    return {"termination idle": time_termination(kernel)}


def measure_busy_termination(kernel, cells):
    kernel.begin(cells["endless"])
    return {"termination busy": time_termination(kernel)}


def measure_idle_orphan(kernel, cells):
    kernel.run(cells["trivial"])
    return {"orphan idle": time_orphan(kernel)}


def measure_busy_orphan(kernel, cells):
    kernel.begin(cells["endless"])
    return {"orphan busy": time_orphan(kernel)}


def measure_memory(kernel, cells, executions):
    kernel.run(cells["trivial"])
    for _ in range(executions // 100):
        identifiers = [kernel.execute(cells["trivial"]) for _ in range(100)]
        for identifier in identifiers:
            kernel.reply(identifier)
        kernel.finish(identifiers[-1])
    return {"memory at the end": kernel.resident()}


ROWS = [
    ("process start to `kernel_info_reply`, median", "start", "ms", 25),
    ("`1 + 1`, request to idle, median", "execute 50", "ms", 0.4),
    ("`1 + 1`, request to idle, 99th percentile", "execute 99", "ms", 2),
    ("completion, median", "complete 50", "ms", 0.4),
    ("1,000 queued cells", "queue", "ms", 300),
    ("heartbeat while a cell computes, 99th percentile", "heartbeat 99", "ms", 5),
    ("10 MB of text in 100,000 lines", "output", "ms", 500),
    ("SIGINT in a cell, to idle, median", "interrupt 50", "ms", 50),
    ("SIGINT in a cell, to idle, longest of 20", "interrupt 100", "ms", 50),
    ("interrupt_request in a cell, to idle, longest of 20", "interrupt request 100", "ms", 50),
    ("shutdown, idle, longest of 5", "shutdown idle", "ms", 300),
    ("shutdown in a cell, longest of 5", "shutdown busy", "ms", 1000),
    ("SIGTERM, idle, longest of 5", "termination idle", "ms", 300),
    ("SIGTERM in a cell, longest of 5", "termination busy", "ms", 1000),
    ("parent killed, idle, until the kernel has gone, longest of 5", "orphan idle", "ms", 2000),
    ("parent killed in a cell, until the kernel has gone, longest of 5", "orphan busy", "ms", 2000),
    ("memory after the first cell", "memory", "MB", 40),
    ("memory after {executions:,} cells", "memory at the end", "MB", 42),
]


def measure_all(rounds, executions):
    """The figures of each kernel; one that is missing is an answer that never came."""
    starts = {name: [] for name in KERNELS}
    for _ in range(rounds):
        for name, (command, _) in KERNELS.items():
            with Kernel(command) as kernel:
                starts[name].append(kernel.seconds_to_start)
    figures = {name: {"start": percentile(times, 50)} for name, times in starts.items()}

    def take(measure, *arguments, count=1, has_parent=False):
        """Measures so often, each time with a new kernel, and takes the greatest; once an answer does not come, no more."""
        for name, (command, cells) in KERNELS.items():
            results = []
            for _ in range(count):
                with Kernel(command, has_parent) as kernel:
                    try:
                        results.append(measure(kernel, cells, *arguments))
                    except zmq.Again:
                        results = [{}]
                        break
            found = {figure: max(result[figure] for result in results) for figure in results[0]}
            print(f"{name}: {measure.__name__}: {found or 'an answer never came'}", file=sys.stderr)
            figures[name] |= found

    for measure in [
        measure_cells, measure_completion, measure_queue, measure_output, measure_heartbeat, measure_interrupts,
        measure_interrupt_requests,
    ]:
        take(measure)
    for measure in [measure_idle_shutdown, measure_busy_shutdown, measure_idle_termination, measure_busy_termination]:
        take(measure, count=5)
    for measure in [measure_idle_orphan, measure_busy_orphan]:
        take(measure, count=5, has_parent=True)
    if executions:
        take(measure_memory, executions)
    return figures


def report(rounds=11, executions=100_000):
    """Measures all kernels, prints the table as Markdown, then on standard error each goal that Nabla misses; how many it misses."""
    figures = measure_all(rounds, executions)
    versions = [
        f"{name} {importlib.metadata.version(name)}" if name != "Nabla" else name for name in KERNELS
    ]
    lines = ["| the kernel | " + " | ".join(versions) + " | goal |", "|---|" + "--:|" * (len(versions) + 1)]
    missed = []
    for title, figure, unit, goal in ROWS:
        if figure != "memory at the end" or executions:
            title = title.format(executions=executions)
            cells = {name: format_figure(figures[name].get(figure), unit) for name in KERNELS}
            lines.append(f"| {title} | " + " | ".join(cells.values()) + f" | ≤ {goal} {unit} |")
            # What is lost is no number.
            measured = figures["Nabla"].get(figure)
            if not isinstance(measured, float) or measured > goal:
                missed.append(f"Nabla misses a goal: {title}: {cells['Nabla']}, not ≤ {goal} {unit}")
    print("\n".join(lines), flush=True)
    for line in missed:
        print(line, file=sys.stderr)
    return len(missed)


def format_figure(figure, unit):
    if figure is None:
        return "an answer never came"
    return figure if isinstance(figure, str) else f"{format_number(figure)} {unit}"


def format_number(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}" if number >= 10 else f"{number:.2f}"


def main():
    parser = argparse.ArgumentParser(prog="python Benchmarks/kernels.py", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="how often each kernel is started (11)")
    parser.add_argument("--executions", type=int, default=100_000, help="how many cells before the last look at memory, 0 for no such look (100000)")
    parser.add_argument("--strict", action="store_true", help="end with status 1 where Nabla misses a goal")
    arguments = parser.parse_args()
    missed = report(arguments.rounds, arguments.executions)
    sys.exit(1 if missed and arguments.strict else 0)


if __name__ == "__main__":
    main()
