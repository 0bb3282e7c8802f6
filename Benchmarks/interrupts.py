"""Measures how soon long operations end when they are interrupted, and prints a table: `python Benchmarks/interrupts.py`.

Each operation runs as `nabla run` in a process of its own, once to its end and then once for each of several moments, spread
over the time it takes, at which the process gets a real SIGINT. What counts is how long it takes until the error is there, which
is when a prompt would be, and how much of a processor it takes until then: on a machine that does other things the second says
more. Freeing the memory of the whole process, which only its end does, does not count.
"""

import argparse
import os
import pathlib
import selectors
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
NABLA = HERE.parent / ".build" / "release" / "nabla"
FOLDER = tempfile.TemporaryDirectory()
READY = "ready"
# What is to be below this many milliseconds.
BOUND = 50
LARGE = "N = 3000 -> 3000 tanh -> 1\nD = normals(3000, 3000, seed=1) => normals(3000, 1, seed=2)"
HUGE = "N = 5000 -> 5000 tanh -> 1\nD = normals(200, 5000, seed=1) => normals(200, 1, seed=2)"
WIDE = "N = 30 -> 1000 tanh -> 1 sigmoid\nX = normals(300000, 30, seed=1)\nD = X => ones(300000, 1)"
TABLE = "T = sweep k in 1..200000\n  record a = sin(k)\n  record b = k - 7·floor(k / 7)\nend"
STATEMENTS = "\n".join(f"x{k % 100} = [1, 2, {k}]·[1; 2; 3] + sin({k})" for k in range(10_000))

# What an operation is called, what comes before it, and the operation.
OPERATIONS = [
    ("inverse, 2,000 rows", "A = normals(2000, 2000)", "B = inverse(A)"),
    ("inverse, 4,000 rows", "A = normals(4000, 4000)", "B = inverse(A)"),
    ("determinant, 2,000 rows", "A = normals(2000, 2000)", "d = determinant(A)"),
    ("solve, 2,000 rows and as many sides", "A = normals(2000, 2000)", "B = solve(A, A)"),
    ("rank, 500 rows", "A = normals(500, 500)", "r = rank(A)"),
    ("rank, 1,000,000×30", "A = normals(1000000, 30)", "r = rank(A)"),
    ("eigenvalues, 500 rows", "A = normals(500, 500); A = A + Aᵀ", "v = eigenvalues(A)"),
    ("eigenvectors, 500 rows", "A = normals(500, 500); A = A + Aᵀ", "v = eigenvectors(A)"),
    ("Adam on 3000-3000-1, all of 3,000", LARGE, "train N on D, optimizer=adam, batch=all, epochs=5"),
    ("Adam on 3000-3000-1, batches of 10", LARGE, "train N on D, optimizer=adam, batch=10, epochs=1"),
    ("sgd on 3000-3000-1, single precision", LARGE, 'train N on D, batch=1000, epochs=5, precision="single"'),
    ("L-BFGS on 3000-3000-1", LARGE, "train N on D, optimizer=lbfgs, epochs=2"),
    ("Adam on 5000-5000-1", HUGE, "train N on D, optimizer=adam, epochs=3"),
    ("training with statistics", WIDE, "train N on D, epochs=2, statistics=true"),
    ("loss", WIDE, "loss(N, D)"),
    ("error", WIDE, "error(N, D)"),
    ("grad", WIDE, "G = grad(N, D)"),
    ("predict", WIDE, "v = predict(N, X)"),
    ("loss of 5000-5000-1", HUGE, "loss(N, D)"),
    ("grad of 5000-5000-1", HUGE, "G = grad(N, D)"),
    ("a network of 25 million parameters", "", "N = 5000 -> 5000 -> 1"),
    ("copy of a network of 25 million", "N = 5000 -> 5000 -> 1", "M = copy(N)"),
    ("compare networks of 25 million", "N = 5000 -> 5000 -> 1\nM = copy(N)", "compare N with M"),
    ("weights of 25 million", "N = 5000 -> 5000 -> 1", "W = N.W1"),
    ("setting weights of 25 million", "N = 5000 -> 5000 -> 1\nW = N.W1", "N.W1 = W"),
    ("summary of 25 million", "N = 5000 -> 5000 -> 1", "summary(N)"),
    ("entropy", "v = ones(1, 1e7) / 1e7", "entropy(v)"),
    ("kl", "v = ones(1, 1e7) / 1e7", "kl(v, v)"),
    ("expect of elements", "v = ones(1, 5e7)", "expect v == v"),
    ("expect of a tolerance", "v = ones(1, 5e7)", "expect v ≈ v"),
    ("choose over ranges", "", "v = choose((1..5e7) > 3, 1..5e7, 0)"),
    ("positions", "v = ones(1, 5e7)", "p = positions(v > 0)"),
    ("arithmetic of ranges", "", "v = (1..5e7) + (1..5e7)"),
    ("sums of ranges", "", "s = sum(1..1e8)"),
    ("index by a range", "v = ones(1, 5e7)", "w = v[1..5e7]"),
    ("sort", "v = uniforms(1, 1e7)", "w = sort(v)"),
    ("sort in columns", "v = uniforms(1e7, 1)", "w = sort(v)"),
    ("median", "v = uniforms(1, 1e7)", "m = median(v)"),
    ("unique", "v = uniforms(1, 1e7)", "w = unique(v)"),
    ("cumsum", "v = ones(1, 5e7)", "w = cumsum(v)"),
    ("reshape", "v = ones(1, 5e7)", "w = reshape(v, 5e3, 1e4)"),
    ("transpose", "v = ones(5e3, 1e4)", "w = vᵀ"),
    ("min and max of two", "v = ones(1, 5e7)", "w = max(v, v)"),
    ("argmax", "v = ones(1, 5e7)", "w = argmax(v)"),
    ("stack", "v = ones(1e6, 20)", "w = stack(v, v)"),
    ("beside", "v = ones(1e6, 20)", "w = beside(v, v)"),
    ("linspace", "", "w = linspace(0, 1, 5e7)"),
    ("diagonal", "", "w = diagonal(ones(1, 7000))"),
    ("eye", "", "w = eye(7000)"),
    ("normals", "", "w = normals(1, 5e7)"),
    ("onehot", "v = floor(uniforms(5e6, 1)·10)", "w = onehot(v)"),
    ("labels", "v = onehot(floor(uniforms(5e6, 1)·10))", "w = labels(v)"),
    ("moons", "", "D = moons(n=1e7)"),
    ("circles", "", "D = circles(n=1e7)"),
    ("spirals", "", "D = spirals(n=1e7)"),
    ("sine", "", "D = sine(n=1e7)"),
    ("gaussians", "", "D = gaussians(n=1e7)"),
    ("mixture", "", "D = mixture(n=1e7)"),
    ("linear", "", "D = linear(w=[1, -1], n=1e7)"),
    ("standardize", "D = moons(n=1e7)", "E = standardize(D)"),
    ("split", "D = moons(n=1e7)", "E = split(D)"),
    ("samples of data", "D = moons(n=1e7)", "E = D.train[1..5e6]"),
    ("data of a pair", "v = ones(1e7, 2)", "N = 2 -> 1\nloss(N, v => ones(1e7, 1))"),
    ("Bayes error", "D = mixture(n=200)", "bayes(D)"),
    ("boundary", "N = 2 -> 3000 tanh -> 1 sigmoid", "B = boundary(N)\nplot B"),
    ("a plot of many points", "D = moons(n=1e6)", "plot D"),
    ("display of a large matrix", "A = normals(7000, 7000)", "A"),
    ("print of a large matrix", "A = normals(1000, 1000)", "print A"),
    ("display of a long list", "v = [none, none]", "L = v[1 + 0·(1..1e6)]\nL"),
    ("inspection of a large matrix", "A = normals(7000, 7000)", "A?"),
    ("vars", "A = normals(7000, 7000)\nN = 5000 -> 5000 -> 1", "vars"),
    ("a sweep of many points", "", TABLE),
    ("where", TABLE, "U = where(T, b > 3)"),
    ("sort of a table", TABLE, "U = sort(T, by=a)"),
    ("grouping", TABLE, "U = mean(T, by=b)"),
    ("grouping by what is distinct", TABLE, "U = mean(T, by=a)"),
    ("display of a table", TABLE, "T"),
    ("compare of tables", TABLE, "compare T with T"),
    ("save and load", TABLE, f'save T to "{FOLDER.name}/t.csv"\nD = load "{FOLDER.name}/t.csv", target=b'),
    ("a derivative", "f(x) = sum(sin(x)⊙x)\nv = ones(1, 5e6)", "g = (∇f)(v)"),
    ("a descent", "f(x) = sum(sin(x)⊙x)\nv = ones(1, 100000)", "P = descend f from v, steps=20"),
    ("gradients checked", "N = 100 -> 300 tanh -> 10\nD = normals(2000, 100) => normals(2000, 10)",
     "check gradients of N on D"),
    ("trace", "N = 500 -> 500 tanh -> 1\nD = normals(20, 500) => normals(20, 1)", "trace N on D, backward=true"),
    ("backward", WIDE.replace("300000", "30000"), "B = backward(N, D)"),
    ("learning rates", WIDE, "R = learning_rates(N, D)"),
    ("statistics", WIDE, "S = statistics(N, D)"),
    ("bump", WIDE, "B = bump(N, D, layer=1, unit=2, by=0.01)"),
    ("confusion, auc and roc", "N = 2 -> 1 sigmoid\nD = moons(n=5e6)", "C = confusion(N, D)\na = auc(N, D)\nR = roc(N, D)"),
    ("a cell of 10,000 statements", "", STATEMENTS),
    ("a long list written out", "", "L = [" + ", ".join(str(k) for k in range(100_000)) + "]"),
    ("freeing what is large", "L = none\nfor k in 1..20\n  L = (L, ones(1, 5e6) + k)\nend", "pause 0.2"),
]


def processor_time(process):
    """The seconds of a processor that all threads of a process have taken; 0 of one that has ended."""
    try:
        # The clock of a process that is not one's own, by clock_getcpuclockid(3).
        return time.clock_gettime(~process << 3 | 2)
    except OSError:
        return 0


class Run:
    """An operation in a process that has come to it."""

    def __init__(self, preparation, operation):
        self.process = subprocess.Popen(
            [NABLA, "run", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.reads_ahead = not preparation and "\n" in operation
        source = operation if self.reads_ahead else f'{preparation}\nprint "{READY}"\n{operation}'
        self.process.stdin.write(source.encode())
        self.process.stdin.close()
        while not self.reads_ahead and (line := self.process.stdout.readline()).strip() != READY.encode():
            if not line:
                raise SystemExit(self.process.stderr.read().decode())
        self.start = time.perf_counter()

    def end(self):
        """Waits for the end: the status, the seconds from the start to the error, or to the end where there is none,
        and those of a processor until then."""
        errors, at, processor = b"", None, 0
        with selectors.DefaultSelector() as selector:
            for stream in (self.process.stdout, self.process.stderr):
                selector.register(stream, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select():
                    if not (read := os.read(key.fd, 1 << 16)):
                        selector.unregister(key.fileobj)
                    elif key.fileobj is self.process.stderr:
                        # The last of them, since there may be warnings before.
                        at, processor = time.perf_counter(), processor_time(self.process.pid)
                        errors += read
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        if self.process.returncode not in (0, 130, -signal.SIGINT):
            raise SystemExit(errors.decode() or f"ended with {self.process.returncode}")
        # A process that was gone by then has taken what it took in all.
        processor = processor or usage.ru_utime + usage.ru_stime
        return self.process.returncode, (at or time.perf_counter()) - self.start, processor


def latency(preparation, operation, moment):
    """The milliseconds between an interrupt and the error, by the clock and of a processor; `None` where it came too
    late, or too early, before the program caught any."""
    run = Run(preparation, operation)
    time.sleep(max(0, moment))
    before, start = processor_time(run.process.pid), time.perf_counter() - run.start
    os.kill(run.process.pid, signal.SIGINT)
    status, end, processor = run.end()
    return ((end - start) * 1000, (processor - before) * 1000) if status == 130 else None


def main():
    parser = argparse.ArgumentParser(prog="python Benchmarks/interrupts.py", description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=8, help="how many interrupts each operation gets (8)")
    parser.add_argument("--only", default="", help="a part of the names of the operations to run")
    arguments = parser.parse_args()

    print(f"| operation | takes | worst after an interrupt | of a processor | above {BOUND} ms |\n|---|--:|--:|--:|---|")
    for name, preparation, operation in OPERATIONS:
        if arguments.only not in name:
            continue
        seconds = Run(preparation, operation).end()[1]
        moments = [seconds * (number + 0.5) / arguments.moments for number in range(arguments.moments)]
        found = [one for moment in moments if (one := latency(preparation, operation, moment))]
        if not found:
            print(f"| {name} | {seconds * 1000:.0f} ms | | | ended first |", flush=True)
            continue
        wall, processor = (max(column) for column in zip(*found))
        late = "yes" if min(wall, processor) > BOUND else ""
        print(f"| {name} | {seconds * 1000:.0f} ms | {wall:.0f} ms | {processor:.0f} ms | {late} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
