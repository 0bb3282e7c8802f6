"""Measures what a decision boundary takes: `python Benchmarks/boundary.py`, after `make build`.

The network is 2-50-2, the plane has 300×300 nodes. Programs that differ in nothing but how often they do a thing are run in turn; the
difference of the processor's time that they took is that of the thing, whatever else the machine does. What computes is
`plot`, whose drawing as text counts with it; what renders is `save`, with the writing of the SVG file.
It ends with an error where one takes longer than it may, at the median.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

NABLA = pathlib.Path(__file__).resolve().parent.parent / ".build" / "release" / "nabla"
SETUP = """\
set threads 1
D = mixture(n=200, seed=42)
N = 2 -> 50 tanh -> 2 softmax, seed=7
train N on D, η=0.1, epochs=200
F = plot boundary(N) on D
"""
WORKS = [("compute", "plot boundary(N) on D", 10), ("render", 'save F to "boundary.svg"', 15)]
TURNS = 20


def seconds(program, folder):
    path = pathlib.Path(folder) / "program.nabla"
    path.write_text(program, encoding="utf-8")
    process = subprocess.Popen([NABLA, "run", path], cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(program)
    return usage.ru_utime + usage.ru_stime


def main():
    parser = argparse.ArgumentParser(prog="python Benchmarks/boundary.py", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="how often each program runs (11)")
    rounds = parser.parse_args().rounds
    programs = [f"{SETUP}for k in 1..{TURNS}\n  {line}\nend\n" for _, line, _ in WORKS]
    with tempfile.TemporaryDirectory() as folder:
        times = [[seconds(program, folder) for program in (SETUP, *programs)] for _ in range(rounds)]
    too_slow = False
    print("| a boundary of 2-50-2 on 300×300 nodes | median (least to greatest) | at most |")
    print("|---|--:|--:|")
    for index, (name, line, limit) in enumerate(WORKS, 1):
        each = sorted((row[index] - row[0]) / TURNS * 1000 for row in times)
        too_slow = too_slow or statistics.median(each) > limit
        print(f"| {name}: `{line}` | {statistics.median(each):.1f} ms ({each[0]:.1f} to {each[-1]:.1f}) | {limit} ms |")
    sys.exit(too_slow)


if __name__ == "__main__":
    main()
