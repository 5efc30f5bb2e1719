#!/usr/bin/env python3
"""The checker itself: what each rule must find and what it must leave alone."""

import unittest

import cpp_text
import rules


def found(rule, text, path="gateway/session.cpp"):
    """The line numbers at which the rule finds something."""
    return [line for line, _ in rule(rules.Source(path, text))]


class Await(unittest.TestCase):
    bad = [
        "co_await f(T{a, b});",
        "co_await f([x] { return x; });",
        "co_await (ok ? a : b);",
        "auto n = co_await f(\n    buffers[0]);",
        "if (co_await f(T{a})) { g(); }",
        "co_return f(co_await g(), T{});",
    ]
    good = [
        "auto [ec, n] = co_await read(a, b);",
        "if (auto [ec] = co_await f(); ec) { g(); }",
        "if (co_await f()) { g(T{a}); }",
        "while (co_await f()) {\n}",
        "auto job = f(T{a, b}); co_await std::move(job);",
        "// co_await f(T{a});\nint a;",
        'co_await f("{?[");',
        "auto task = [] { co_await f(); }; g(T{});",
        "co_await f(R\"x({)x\", '{');",
    ]

    def test_refuses_what_the_compiler_destroys_twice(self):
        for text in self.bad:
            self.assertEqual(found(rules.named_before_await, text), [1], text)

    def test_leaves_the_rest_alone(self):
        for text in self.good:
            self.assertEqual(found(rules.named_before_await, text), [], text)


class Layers(unittest.TestCase):
    def test_refuses_sockets_below_the_gateway(self):
        for folder in ("auth", "secrets"):
            text = "#include <boost/asio/post.hpp>\n#include <boost/beast.hpp>\n"
            self.assertEqual(found(rules.layering, text, f"{folder}/a.cpp"), [1, 2])
        self.assertEqual(found(rules.layering, "#include <boost/asio/post.hpp>\n"), [])

    def test_refuses_sockets_in_the_pure_folders(self):
        text = "#include <boost/asio/post.hpp>\n#include <boost/beast/http/verb.hpp>\n"
        for folder in ("http", "config", "command"):
            self.assertEqual(found(rules.layering, text, f"gateway/{folder}/a.cpp"), [1])

    def test_refuses_an_include_upwards(self):
        for path, text, lines in (
            ("auth/a.cpp", '#include "gateway/command/cli.hpp"\n', [1]),
            ("auth/a.hpp", '#include "secrets/fernet.hpp"\n', [1]),
            ("secrets/a.cpp", '#include "auth/actor.hpp"\n', []),
        ):
            self.assertEqual(found(rules.layering, text, path), lines)
        self.assertEqual(found(rules.layering, '#include "tests/support/x.hpp"\n'), [1])

    def test_refuses_a_path_that_does_not_begin_at_the_root(self):
        self.assertEqual(found(rules.layering, '#include "cli.hpp"\n'), [1])
        self.assertEqual(found(rules.layering, '#include "../auth/actor.hpp"\n'), [1])


class Sizes(unittest.TestCase):
    def function_of(self, lines):
        body = "    f();\n" * (lines - 2)
        head = "namespace a {\nclass b\n{\n    int c(int d = 3) const\n    {\n"
        return f"{head}{body}    }}\n}};\n}}\n"

    def test_a_function_has_at_most_70_lines(self):
        self.assertEqual(found(rules.function_size, self.function_of(70)), [])
        self.assertEqual(found(rules.function_size, self.function_of(71)), [5])

    def test_a_table_is_no_function(self):
        table = "const row rows[] = {\n" + "    {f(1), 2},\n" * 90 + "};\n"
        self.assertEqual(found(rules.function_size, table), [])

    def test_finds_the_functions_that_there_are(self):
        text = "struct a { bool operator==(const a&) { return x; } };\nvoid f() { if (x) {} }\n"
        heads = [head for _, head, _ in cpp_text.functions(cpp_text.blanked(text))]
        self.assertEqual(heads, ["bool operator==(const a&)", "void f()"])

    def test_a_python_function_too(self):
        self.assertEqual(found(rules.function_size, "def f():\n" + "    g()\n" * 69, "a.py"), [])
        self.assertEqual(found(rules.function_size, "def f():\n" + "    g()\n" * 70, "a.py"), [1])

    def test_a_file_has_at_most_400_lines(self):
        self.assertEqual(found(rules.file_size, "\n" * 400), [])
        self.assertEqual(found(rules.file_size, "\n" * 401), [400])
        self.assertEqual(found(rules.file_size, "\n" * 401, "docs/page.md"), [])

    def test_a_line_has_at_most_100_columns_not_bytes(self):
        self.assertEqual(found(rules.line_length, "é" * 100), [])
        self.assertEqual(found(rules.line_length, "x" * 101), [1])

    def test_a_line_of_prose_has_at_most_120_columns(self):
        wide = "x" * 121
        self.assertEqual(found(rules.prose_width, wide[1:], "docs/page.md"), [])
        self.assertEqual(found(rules.prose_width, f"\n{wide}", "docs/page.md"), [2])
        measured = f"<!-- x -->\n{wide}\n<!-- end of x -->"
        for kept in (f"| {wide} |", f"```sh\n{wide}\n```", measured):
            self.assertEqual(found(rules.prose_width, kept, "docs/page.md"), [])
        after = f"```sh\n```\n{wide}\n<!-- x -->\n<!-- end of x -->\n{wide}"
        self.assertEqual(found(rules.prose_width, after, "docs/page.md"), [3, 6])


class Words(unittest.TestCase):
    def test_refuses_names_that_say_nothing(self):
        self.assertEqual(found(rules.telling_names, "int a;\nclass session_manager;\n"), [2])
        self.assertEqual(found(rules.telling_names, "class base;\n"), [1])
        self.assertEqual(found(rules.telling_names, "", "auth/string_utils.cpp"), [1])

    def test_leaves_words_of_others_alone(self):
        for text in (
            "std::string base_url;",
            "i.base();",
            "base64(x);",
            "#include <x/common/y.hpp>",
            "// the common base",
            "std::ios_base::sync_with_stdio(false);",
        ):
            self.assertEqual(found(rules.telling_names, text), [], text)

    def test_refuses_detached_in_code_only(self):
        self.assertEqual(found(rules.never_detached, "co_spawn(ex, f(), net::detached);"), [1])
        self.assertEqual(found(rules.never_detached, "// never detached\n"), [])

    def test_refuses_what_is_unfinished(self):
        self.assertEqual(found(rules.finished, "a\n// TO" + "DO: b\n"), [2])
        self.assertEqual(found(rules.finished, "todos are fine\n"), [])


class Headers(unittest.TestCase):
    def test_a_header_says_what_it_is_for(self):
        check = rules.header_opening
        self.assertEqual(found(check, "#pragma once\n\n// Why.\n", "auth/a.hpp"), [])
        self.assertEqual(found(check, "// Why.\n#pragma once\n", "auth/a.hpp"), [1])
        self.assertEqual(found(check, "#pragma once\n#include <a>\n", "auth/a.hpp"), [2])
        self.assertEqual(found(check, "#include <a>\n", "auth/a.cpp"), [])


if __name__ == "__main__":
    unittest.main()
