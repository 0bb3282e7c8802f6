"""Jupyter's conformance suite on the installed kernel, with a sample for every test but the pager's."""

import jupyter_kernel_test

import support


class ConformanceTests(jupyter_kernel_test.KernelTests):
    kernel_name = support.KERNEL
    language_name = "nabla"
    file_extension = ".nabla"

    code_hello_world = 'print "hello, world"'
    code_stderr = 'warn "careful"'

    # The suite wants exactly these matches.
    completion_samples = [
        {"text": "trai", "matches": {"train"}},
        {"text": "N = 2 -> 1 sigm", "matches": {"sigmoid"}},
        {"text": "D = mixt", "matches": {"mixture"}},
        {"text": 'print "😀", mixt', "matches": {"mixture"}},
        {"text": "nothing_begins_so", "matches": set()},
    ]

    complete_code_samples = [
        "1 + 2",
        "N = 2 -> 50 tanh -> 1 sigmoid, seed=7",
        "for k in 1..3\n  print k\nend",
        "x = (1 +\n2)",
        "# a comment",
        "",
    ]
    incomplete_code_samples = [
        "for k in 1..3\n  print k",
        "x = (1 +",
        "x = 1 +",
        "N = 2 ->",
        "if 1 < 2\n  print 1\nelse",
    ]
    invalid_code_samples = ["x = )", "1 2", "= 3"]

    code_generate_error = "undefined_name"
    code_execute_result = [
        {"code": "1 + 2", "result": "3"},
        {"code": "2^10", "result": "1024"},
    ]
    code_display_data = [
        {"code": "show 1", "mime": "text/plain"},
        {"code": "N = 2 -> 3 tanh -> 1 sigmoid\nplot boundary(N) on xor", "mime": "image/svg+xml"},
        {"code": "plot boundary(N) on xor", "mime": "text/plain"},
    ]

    # Matches the first of the results' codes alone: `unique` must leave one.
    code_history_pattern = "1 + ?"
    supported_history_operations = ("tail", "range", "search")

    code_inspect_sample = "train"
    code_clear_output = "clear"


class WelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = support.KERNEL
    support_iopub_welcome = True
