"""The tour notebook, executed as a reader would: every cell runs, and what it shows is what its text promises."""

import math
import unittest

from notebook_outputs import execute
from support import ROOT, html_tables, number, svg_problem

NOTEBOOK = ROOT / "notebooks" / "00-tour.ipynb"

# The toy problem's Bayes error, less twice the sampling error of its 10,000 test points: no network does better.
BAYES_ERROR = 0.210
LEAST_ERROR = BAYES_ERROR - 2 * math.sqrt(BAYES_ERROR * (1 - BAYES_ERROR) / 10_000)
# A linear classifier errs on 0.238, a useless one on 0.5.
MOST_ERROR = 0.35


def code_cells():
    """The tour's code cells after all of them ran; an error in one is raised."""
    return [cell for cell in execute(NOTEBOOK).cells if cell.cell_type == "code"]


def bundles(cell):
    """The MIME bundles of a cell's displays and results."""
    return [output.data for output in cell.outputs if output.output_type in ("display_data", "execute_result")]


class TourTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cells = code_cells()

    def test_every_cell_ran(self):
        self.assertEqual([cell.execution_count for cell in self.cells], list(range(1, len(self.cells) + 1)))
        for cell in self.cells:
            self.assertNotIn("error", [output.output_type for output in cell.outputs], cell.source)

    def test_every_plot_is_a_picture_and_a_text(self):
        plots = 0
        for cell in self.cells:
            lines = [line for line in cell.source.splitlines() if line.split(maxsplit=1)[:1] == ["plot"]]
            if not lines:
                continue
            plots += 1
            pictures = [data for data in bundles(cell) if "image/svg+xml" in data]
            # Inside a loop one line draws many.
            self.assertGreaterEqual(len(pictures), len(lines), cell.source)
            for data in pictures:
                self.assertIsNone(svg_problem(data["image/svg+xml"]), cell.source)
                self.assertGreater(len(data["text/plain"].splitlines()), 1, cell.source)
        self.assertGreater(plots, 0)

    def test_the_decay_table(self):
        header, rows, text = self.decay_table()
        column = {name: [number(row[header.index(name)]) for row in rows] for name in header if name}
        for row in rows:
            for shown in row:
                if number(shown) is not None:
                    self.assertIn(shown, text)
        decay = next(column[name] for name in ("λ", "decay", "lambda") if name in column)
        self.assertGreater(len(decay), 1)
        self.assertEqual(decay, sorted(set(decay)))
        for error in column["test_error"]:
            self.assertGreaterEqual(error, LEAST_ERROR)
            self.assertLessEqual(error, MOST_ERROR)
        for error in column["train_error"]:
            self.assertGreaterEqual(error, 0)
            self.assertLessEqual(error, MOST_ERROR)
        # ‖W‖² falls as the decay grows.
        size = column["size"]
        self.assertTrue(all(size[at] > size[at + 1] > 0 for at in range(len(size) - 1)), size)

    def decay_table(self):
        """The header, the rows with a number in each column, and the plain text of the table over decays."""
        for cell in self.cells:
            for data in bundles(cell):
                for table in html_tables(data.get("text/html", "")):
                    if table and {"train_error", "test_error", "size"} <= set(table[0]):
                        header = table[0]
                        whole = [row for row in table[1:] if len(row) == len(header)
                                 and all(number(shown) is not None for shown in row)]
                        return header, whole, data["text/plain"]
        self.fail("no cell shows a table with the columns train_error, test_error and size")

    def test_an_expectation_holds(self):
        self.assertTrue(any(line.startswith("expect ") for cell in self.cells for line in cell.source.splitlines()))

    def test_a_second_run_is_the_same(self):
        for first, second in zip(self.cells, code_cells(), strict=True):
            # `time` shows how long a statement took, which is the one thing that may differ.
            if not any(line.startswith("time ") for line in first.source.splitlines()):
                self.assertEqual(first.outputs, second.outputs, first.source)
