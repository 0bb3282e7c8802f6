"""Executes notebooks, and says where the outputs of two runs differ by more than rounding."""

import re
import tempfile
from itertools import zip_longest
from pathlib import Path
from xml.etree import ElementTree

import nbformat
from nbclient import NotebookClient

CELL_TIMEOUT = 300

# Relative difference up to which two numbers are the same one, computed on another machine.
TOLERANCE = 1e-6
# Below this a number is what rounding leaves of zero, and says nothing.
ROUNDING = 1e-7

_number = re.compile(r"[-−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
_braille = re.compile("[\u2580-\u259f\u2800-\u28ff]+")


def execute(path, *, allow_errors=False):
    """The notebook at a path with fresh outputs; an error in a cell is raised. What it saves is gone with its folder."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "data").symlink_to(path.resolve().parent / "data")
        NotebookClient(
            notebook, timeout=CELL_TIMEOUT, record_timing=False, allow_errors=allow_errors,
            resources={"metadata": {"path": folder}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = merged(cell.outputs)
    return notebook


def merged(outputs):
    """Outputs with neighbouring texts of one stream in one piece: where a stream is cut depends on time."""
    result = []
    for output in outputs:
        if result and output.output_type == "stream" == result[-1].output_type and output.name == result[-1].name:
            result[-1].text += output.text
        else:
            result.append(output)
    return result


def differences(old, new):
    """One sentence for each difference between the code cells of two notebooks."""
    found = []
    cells = [[cell for cell in notebook.cells if cell.cell_type == "code"] for notebook in (old, new)]
    for number, (before, after) in enumerate(zip_longest(*cells), 1):
        if before is None or after is None:
            found.append(f"code cell {number} is in one of them only")
            continue
        problem = _outputs_differ(before.outputs, after.outputs)
        if problem:
            found.append(f"code cell {number}: {problem}\n{before.source}")
    return found


def _outputs_differ(before, after):
    kinds = [[output.output_type for output in outputs] for outputs in (before, after)]
    if kinds[0] != kinds[1]:
        return f"outputs were {kinds[0]}, are {kinds[1]}"
    for first, second in zip(before, after):
        if first.output_type == "stream":
            problem = texts_differ(first.text, second.text)
        elif first.output_type == "error":
            problem = texts_differ(first.evalue, second.evalue)
        else:
            problem = _data_differ(first.data, second.data)
        if problem:
            return problem
    return None


def _data_differ(before, after):
    if sorted(before) != sorted(after):
        return f"forms were {sorted(before)}, are {sorted(after)}"
    is_figure = "image/svg+xml" in before
    for kind in before:
        first, second = before[kind], after[kind]
        if kind == "image/svg+xml":
            problem = None if structure(first) == structure(second) else "the figures differ in structure"
        elif kind == "text/html" and "<script" in first + second:
            problem = None if re.findall(r"<\w+", first) == re.findall(r"<\w+", second) else "the pages differ"
        elif isinstance(first, str):
            if is_figure or "\u28ff" in first or _braille.search(first):
                # A point drawn with characters may fall on the other side of a cell's edge.
                first, second = _words(first), _words(second)
            problem = texts_differ(first, second)
        else:
            problem = None if first == second else "they differ"
        if problem:
            return f"{kind}: {problem}"
    return None


def _words(text):
    return re.sub(r"\s+", " ", " ".join(re.findall(r"[^\W\d_]{2,}", text)))


def texts_differ(before, after):
    """What two texts differ in beside the rounding of their numbers, or None."""
    if before == after:
        return None
    if _number.sub("#", _digests(before)) != _number.sub("#", _digests(after)):
        return f"{before!r} became {after!r}"
    for first, second in zip(_number.findall(_digests(before)), _number.findall(_digests(after))):
        if not same_number(float(first.replace("−", "-")), float(second.replace("−", "-"))):
            return f"{first} became {second}"
    return None


def _digests(text):
    """A text without the names that are made from an element's content."""
    return re.sub(r"nabla-[0-9a-f]{8,}", "nabla-", text)


def same_number(first, second):
    """Whether two numbers are equal but for rounding."""
    largest = max(abs(first), abs(second))
    return largest < ROUNDING or abs(first - second) <= TOLERANCE * largest


def structure(svg):
    """A figure's elements with their classes and words, without places and lengths."""
    def walk(element):
        own = (element.tag, element.get("class"), _words(element.text or ""))
        return own, tuple(walk(child) for child in element)
    return walk(ElementTree.fromstring(svg))
