"""Measures what a live display costs: `python Benchmarks/live.py`, with Jupyter's client and after `make build`.

One kernel trains a network of 2-50-1 for 200,000 epochs, in turn with its display and without, which is the same training as the
only point of a sweep. What counts is the time of the processor that the kernel's process took, whatever else the machine does.
It ends with an error where the display costs more than 3 %, at the median.
"""

import argparse
import os
import pathlib
import statistics
import sys

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

NABLA = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "nabla"
SETUP = "D = mixture(n=200, seed=42)\nset threads 1"
TRAINING = "N = 2 -> 50 tanh -> 1 sigmoid, seed=7\ntrain N on D, η=0.1, batch=all, epochs=200000\n"
CELLS = [TRAINING, f"T = sweep k in 1..1\n{TRAINING}record e = k\nend"]
LIMIT = 1.03


class Manager(KernelManager):
    @property
    def kernel_spec(self):
        return KernelSpec(argv=[str(NABLA), "kernel", "{connection_file}"], display_name="", language="")


def processor(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser(prog="python Benchmarks/live.py", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5, help="how often each training runs (5)")
    rounds = parser.parse_args().rounds
    manager = Manager()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    updates = 0

    def count(message):
        nonlocal updates
        updates += message["msg_type"] == "update_display_data"

    def seconds(cell):
        start = processor(manager.provisioner.pid)
        reply = client.execute_interactive(cell, output_hook=count, timeout=600)
        if reply["content"]["status"] != "ok":
            sys.exit(f"{cell}\n{reply['content']}")
        return processor(manager.provisioner.pid) - start

    try:
        seconds(SETUP)
        times = [[seconds(cell) for cell in CELLS] for _ in range(rounds)]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    ratios = sorted(live / quiet for live, quiet in times)
    live, quiet = (statistics.median(column) for column in zip(*times))
    print(f"200,000 epochs of 2-50-1: {live:.2f} s with a display, {quiet:.2f} s without, ", end="")
    print(f"{updates} updates; ratio {statistics.median(ratios):.3f} ({ratios[0]:.3f} to {ratios[-1]:.3f})")
    sys.exit(statistics.median(ratios) > LIMIT)


if __name__ == "__main__":
    main()
