"""Times Nabla beside its peers and prints tables: `make benchmark`.

Both programs of a pair do the same work and check its result. They run in turn, each as a process of its own; what a start
costs is measured with an empty program and taken off, so that the ratio is that of the work. Ratios count: the absolute times
are those of the machine, and of what else it does. A sweep is timed on one core and on all of them.
What `kernels` measures, the kernel beside other kernels, comes last.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import time

import kernels

HERE = pathlib.Path(__file__).resolve().parent
NABLA = HERE.parent / ".build" / "release" / "nabla"
PAIRS = [
    ("a scalar loop, 1,000,000 turns", "language/loop"),
    ("backpropagation by hand, 10,000 times", "language/backpropagation"),
]
SWEEPS = [("a sweep of 80 trainings", "language/sweep")]
# One thread on both sides.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def seconds(command, cores=None):
    start = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        env=ENVIRONMENT,
        preexec_fn=cores and (lambda: os.sched_setaffinity(0, cores)),
    )
    return time.perf_counter() - start


def commands(program):
    return [NABLA, "run", HERE / f"{program}.nabla"], [sys.executable, HERE / f"{program}.py"]


def main():
    parser = argparse.ArgumentParser(prog="python Benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=11, help="how often each program runs (11)")
    parser.add_argument("--executions", type=int, default=100_000, help="the cells that a kernel's memory is to bear (100000)")
    arguments = parser.parse_args()
    rounds = arguments.rounds

    print("| work, without the start of the process | Nabla | CPython with numpy | ratio, median (least to greatest) |")
    print("|---|--:|--:|--:|")
    starts = [statistics.median(seconds(command) for _ in range(rounds)) for command in commands("language/start")]
    for name, program in PAIRS:
        times = [[seconds(command) - start for command, start in zip(commands(program), starts)] for _ in range(rounds)]
        ratios = sorted(nabla / peer for nabla, peer in times)
        nabla, peer = (statistics.median(column) for column in zip(*times))
        print(
            f"| {name} | {nabla * 1000:.0f} ms | {peer * 1000:.0f} ms "
            f"| {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |"
        )

    every = os.sched_getaffinity(0)
    print(f"\n| work, without the start of the process | one core | all {len(every)} | ratio, median (least to greatest) |")
    print("|---|--:|--:|--:|")
    for name, program in SWEEPS:
        command = commands(program)[0]
        times = [[seconds(command, cores) - starts[0] for cores in ({min(every)}, every)] for _ in range(rounds)]
        ratios = sorted(many / one for one, many in times)
        one, many = (statistics.median(column) for column in zip(*times))
        print(
            f"| {name} | {one * 1000:.0f} ms | {many * 1000:.0f} ms "
            f"| {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |"
        )

    print(flush=True)
    kernels.report(rounds, arguments.executions)


if __name__ == "__main__":
    main()
