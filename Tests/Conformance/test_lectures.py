"""The language's example program, `examples/lectures.nabla`: run as a file and as a notebook, with the lectures' numbers."""

import os
import re
import subprocess
import tempfile
import unittest

import nbformat
from nbclient import NotebookClient

from support import KERNEL, ROOT, svg_problem
from test_terminal import program

PROGRAM = ROOT / "examples" / "lectures.nabla"
TIMEOUT = 120

# What must hold behind each part of the program. The numbers are those of the lectures' own computations, by NumPy; the
# medians are of networks that begin with N(0, 1/n) where those began uniformly, so that they agree only about.
CHECKS = [
    """
expect T.half ≈ [36, 8, 232, 17]
expect T.curve[1][1] ≈ 0.334214 ± 5e-7; expect T.curve[1][301] ≈ 0.004414 ± 5e-7
expect T.curve[3][1] ≈ 0.482176 ± 5e-7; expect T.curve[3][301] ≈ 0.020574 ± 5e-7
expect T.curve[2][1] ≈ -log(1 - 0.817574) ± 1e-5; expect T.curve[4][1] ≈ -log(1 - 0.982014) ± 1e-4
expect [σ(-3), σ(0.5), σ(2), σ'(-3), σ'(2)] ≈ [0.0474258732, 0.6224593312, 0.8807970780, 0.0451766597, 0.1049935854] ± 5e-11
""",
    """
expect P.points[31, :] ≈ [0.000122, -0.000067] ± 5e-7
expect ∇f(2, 2) == [6, 4]
for (η, once, late) in [(0.1, 7.5, 2), (0.001, 11.94807, 7.970108087), (0.665757, 8.406902813, 5.47367589)]
  Q = descend f from (2, 2), η=η, momentum=none, steps=100
  expect Q.values[1] == 12; expect Q.values[2] ≈ once ± 5e-9; expect Q.values[101] ≈ late ± 5e-9
end
Q = descend f from (2, 2), η=0.1, momentum=ema(0.5), steps=10
expect Q.points[[2, 3, 4, 6, 11], :] ≈ [1.4, 1.6; 0.89, 1.24; 0.5015, 0.936; 0.06248375, 0.49856; -0.06121309, 0.07123373] ± 5e-9
""",
    """
expect D.train.X[[1, 2, 200], :] ≈ [0.2528115947, 0.9991248932; 1.0982020142, 1.1002007666; -2.4797183825, -0.4318882336] ± 5e-11
expect bayes(D).error ≈ 0.210078 ± 5e-7
expect error(bayes(D), D.train) ≈ 0.22; expect error(bayes(D), D.test) ≈ 0.2072
expect N.history.loss[[1, 2, 11, 101, 1001]] ≈ [0.7215958077, 0.6615901526, 0.5456998692, 0.4352537668, 0.4056981534] ± 1e-9
expect error(N, D.test) ≈ 0.2216
S = median(T, by=λ)
expect S.λ ≈ [0, 1e-4, 1e-3, 1e-2]
expect S.train_error ≈ [0.103, 0.145, 0.185, 0.228] ± 0.015
expect S.test_error ≈ [0.266, 0.252, 0.231, 0.239] ± 0.005
expect S.size / [1035; 306; 39; 4.5] ≈ [1, 1, 1, 1] ± 0.4
expect S.train_error ≈ [0.095, 0.1325, 0.1825, 0.2325] ± 1e-9
""",
    """
expect (Xᵀ·δ1) / rows(X) ≈ grad(N, D.train).W1 ± 1e-15
expect (A1ᵀ·δ2) / rows(X) ≈ grad(N, D.train).W2 ± 1e-15
expect mean(-log(choose(Y > 0.5, Ŷ, 1 - Ŷ))) ≈ loss(N, D.train) ± 1e-12
""",
    """
expect M.history.loss[20001] < M.history.loss[1]
K = load "gmm.safetensors"
expect K.θ ≈ N.θ ± 0
expect entropy([1/6, 1/6, 1/6, 1/6, 1/6, 1/6]) ≈ 2.584962500721156 ± 1e-15
""",
]


def source():
    return PROGRAM.read_text(encoding="utf-8")


class FileTests(unittest.TestCase):
    def test_it_runs(self):
        with tempfile.TemporaryDirectory() as folder:
            result = subprocess.run(
                [program(), "run", str(PROGRAM)], cwd=folder, capture_output=True, encoding="utf-8", timeout=TIMEOUT)
            self.assertEqual(os.listdir(folder), ["gmm.safetensors"])
        self.assertEqual(result.returncode, 0, result.stderr)
        # Beside what a slow machine says of its progress only what the program sets out to show: units that begin the same.
        warnings = "".join(line for line in result.stderr.splitlines(keepends=True) if line.startswith("warning"))
        self.assertRegex(warnings, r"\Awarning: the 4 units of layer 1 begin with equal weights[^\n]*\n\Z")
        expectations = [line for line in source().splitlines() if line.startswith("expect ")]
        ticks = [line for line in result.stdout.splitlines() if line.startswith("✓")]
        self.assertEqual(len(expectations), 4)
        self.assertEqual([line for line in ticks if not line.startswith("✓ passes")],
                         ["✓ " + line.removeprefix("expect ").split("#")[0].rstrip() for line in expectations])
        self.assertIn("✓ passes: the worst relative error is", result.stdout)
        self.assertIn("(Xᵀ·δ1) / rows(X) and grad(N, D.train).W1: equal to rounding", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^Bayes +0\.2101$")


class NotebookTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        parts = re.split(r"\n{2,}", source().strip())
        assert len(parts) == len(CHECKS), len(parts)
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": KERNEL, "display_name": "Nabla"}})
        for part, checks in zip(parts, CHECKS):
            notebook.cells += [nbformat.v4.new_code_cell(part), nbformat.v4.new_code_cell(checks.strip())]
        with tempfile.TemporaryDirectory() as folder:
            NotebookClient(notebook, timeout=TIMEOUT, resources={"metadata": {"path": folder}}).execute()
        cls.parts = notebook.cells[::2]

    def test_no_cell_fails_and_the_numbers_are_the_lectures(self):
        """An error in a cell, and so an expectation that does not hold, is raised where the notebook is executed."""
        for cell in self.parts:
            self.assertNotIn("error", [output.output_type for output in cell.outputs], cell.source)

    def test_each_plot_is_a_picture_and_a_text(self):
        for cell, pictures in zip(self.parts, [2, 5, 1, 0, 0]):
            shown = [output.data for output in cell.outputs if "image/svg+xml" in output.get("data", {})]
            self.assertGreaterEqual(len(shown), pictures, cell.source)
            for data in shown:
                self.assertIsNone(svg_problem(data["image/svg+xml"]), cell.source)
                self.assertTrue(data["text/plain"].strip(), cell.source)
