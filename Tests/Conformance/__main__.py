"""Runs the tests of this folder on the installed kernel: `python Tests/Conformance [name …]`, as `make test-jupyter` does."""

import sys
import unittest
from pathlib import Path

from support import StrictResult

here = Path(__file__).resolve().parent
loader = unittest.TestLoader()
if names := [argument for argument in sys.argv[1:] if not argument.startswith("-")]:
    suite = loader.loadTestsFromNames(names)
else:
    suite = loader.discover(str(here))
result = unittest.TextTestRunner(resultclass=StrictResult, verbosity=2).run(suite)
sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)
