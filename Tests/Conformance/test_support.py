"""The tools of these tests can themselves fail: a skipped test, a broken picture and a table's numbers are seen."""

import io
import unittest

from support import StrictResult, html_tables, number, svg_problem


class StrictResultTests(unittest.TestCase):
    def outcome(self, name, body):
        case = type("Sample", (unittest.TestCase,), {name: body})(name)
        runner = unittest.TextTestRunner(stream=io.StringIO(), resultclass=StrictSample)
        return runner.run(case)

    def skip(self):
        raise unittest.SkipTest("no sample")

    def skip_a_part(self):
        with self.subTest(part=1):
            raise unittest.SkipTest("no sample")

    def test_a_skipped_test_fails(self):
        for body in (StrictResultTests.skip, StrictResultTests.skip_a_part):
            result = self.outcome("test_history", body)
            self.assertEqual((len(result.failures), len(result.skipped)), (1, 0))
            self.assertFalse(result.wasSuccessful())

    def test_the_pager_may_be_skipped(self):
        result = self.outcome("test_pager", StrictResultTests.skip)
        self.assertEqual((len(result.failures), len(result.skipped)), (0, 1))
        self.assertTrue(result.wasSuccessful())

    def test_a_skipped_class_fails(self):
        case = unittest.skip("no kernel")(type("Sample", (unittest.TestCase,), {"test_error": lambda self: None}))
        result = unittest.TextTestRunner(stream=io.StringIO(), resultclass=StrictSample).run(case("test_error"))
        self.assertFalse(result.wasSuccessful())


class StrictSample(StrictResult):
    """The strict result without its watchdog, which watches over the test that uses this."""

    def startTest(self, test):
        unittest.TextTestResult.startTest(self, test)

    def stopTest(self, test):
        unittest.TextTestResult.stopTest(self, test)


class ReaderTests(unittest.TestCase):
    def test_svg(self):
        good = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'
        self.assertIsNone(svg_problem(good))
        for bad in ("", good[:-6], good.replace("/2000/", "/1999/"), good.replace("viewBox", "box"),
                    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'):
            self.assertIsNotNone(svg_problem(bad), bad)

    def test_tables(self):
        text = "<p>x</p><table><thead><tr><th>λ</th><th>a</th></tr></thead><tr><td>1e-4</td><td><b>−2.5</b></td></tr></table>"
        self.assertEqual(html_tables(text), [[["λ", "a"], ["1e-4", "−2.5"]]])
        self.assertEqual([number("1e-4"), number("−2.5"), number("a")], [1e-4, -2.5, None])
