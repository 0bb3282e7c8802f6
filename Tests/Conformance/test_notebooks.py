"""Every notebook, executed anew: what it shows is what is stored in it, and together they cover the lectures."""

import re
import unittest
from concurrent.futures import ProcessPoolExecutor
from itertools import chain

import nbformat

from notebook_outputs import differences, execute, same_number, structure, texts_differ
from support import KERNEL, ROOT, svg_problem

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

# The rows of docs/coverage.md that are figures.
FIGURES = set(
    "A3 A6 A10 A11 A18 A20 A23 B9 C3 C5 C10 C11 C17 E2 E4 E11 E30 F1 F10 F13 F14 F15 F16 F18 H4 I1".split())


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


class NotebookTests(unittest.TestCase):
    def test_what_is_stored_is_what_runs(self):
        with ProcessPoolExecutor(max_workers=2) as pool:
            for path, executed in zip(NOTEBOOKS, pool.map(execute, NOTEBOOKS)):
                with self.subTest(notebook=path.name):
                    self.assertEqual(differences(read(path), executed), [])

    def test_they_are_stored_whole(self):
        for path in NOTEBOOKS:
            with self.subTest(notebook=path.name):
                notebook = read(path)
                nbformat.validate(notebook)
                self.assertEqual(notebook.metadata.kernelspec.name, KERNEL)
                cells = code_cells(notebook)
                self.assertEqual([cell.execution_count for cell in cells], list(range(1, len(cells) + 1)))
                for cell in cells:
                    self.assertNotIn("error", [output.output_type for output in cell.outputs], cell.source)
                    # Times would differ with every run.
                    self.assertNotIn("execution", cell.metadata, cell.source)

    def test_every_picture_is_well_formed_and_has_a_text(self):
        for path in NOTEBOOKS:
            for output in chain.from_iterable(cell.outputs for cell in code_cells(read(path))):
                picture = output.get("data", {}).get("image/svg+xml")
                if picture:
                    self.assertIsNone(svg_problem(picture), path.name)
                    self.assertTrue(output.data["text/plain"].strip(), path.name)


class CoverageTests(unittest.TestCase):
    def test_every_row_is_in_a_notebook(self):
        table = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| ([A-J]\d+) \|", table, re.MULTILINE)
        self.assertGreater(len(rows), 160)
        covered = set()
        for path in NOTEBOOKS:
            for cell in read(path).cells:
                covered.update(cell.metadata.get("nabla", {}).get("covers", []))
        self.assertEqual([row for row in rows if row not in covered], [])
        self.assertEqual(sorted(covered.difference(rows)), [])

    def test_every_figure_of_the_lectures_is_in_the_gallery(self):
        covered = set()
        for cell in code_cells(read(ROOT / "notebooks" / "gallery.ipynb")):
            shows = any(output.output_type in ("display_data", "execute_result") for output in cell.outputs)
            covered.update(cell.metadata.get("nabla", {}).get("covers", []) if shows else [])
        self.assertEqual(FIGURES - covered, set())


class ComparisonTests(unittest.TestCase):
    """The comparison itself can fail."""

    def test_numbers_are_compared_to_a_millionth(self):
        self.assertIsNone(texts_differ("a 1.2345678 b", "a 1.2345679 b"))
        self.assertIsNone(texts_differ("7e-17", "-3e-16"))
        self.assertIsNotNone(texts_differ("a 1.2345 b", "a 1.2346 b"))
        self.assertIsNotNone(texts_differ("a 1 b", "c 1 b"))
        self.assertIsNotNone(texts_differ("1 2", "1 2 3"))
        self.assertFalse(same_number(1, -1))

    def test_figures_are_compared_by_structure(self):
        def figure(path, words):
            return f'<svg xmlns="http://www.w3.org/2000/svg"><g class="a"><path d="{path}"/><text>{words}</text></g></svg>'
        self.assertEqual(structure(figure("M0 0", "loss")), structure(figure("M1 1", "loss")))
        self.assertNotEqual(structure(figure("M0 0", "loss")), structure(figure("M0 0", "error")))

    def test_other_outputs_are_a_difference(self):
        def notebook(*outputs):
            return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=list(outputs))])
        text = nbformat.v4.new_output("stream", text="1\n")
        self.assertEqual(differences(notebook(text), notebook(text)), [])
        self.assertEqual(len(differences(notebook(text), notebook())), 1)
