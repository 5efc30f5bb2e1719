#!/usr/bin/env python3
"""The checker itself: what each rule must find and what it must leave alone."""

import unittest

import commits
import cpp_text
import prose
import rules


def found(rule, text, path="gateway/serve/session.cpp"):
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
    def test_refuses_sockets_before_their_room(self):
        text = "#include <boost/asio/post.hpp>\n#include <boost/beast/http/verb.hpp>\n"
        for folder in ("base", "auth", "secrets", "gateway/html"):
            self.assertEqual(found(rules.layering, text, f"{folder}/a.cpp"), [1, 2])
        for folder in ("gateway/http", "gateway/config/child", "gateway/command"):
            self.assertEqual(found(rules.layering, text, f"{folder}/a.cpp"), [1])
        for folder in ("gateway/net", "gateway/serve"):
            self.assertEqual(found(rules.layering, text, f"{folder}/a.cpp"), [])

    def test_refuses_an_include_upwards(self):
        for path, text, lines in (
            ("base/a.cpp", '#include "store/sqlite.hpp"\n', [1]),
            ("auth/a.cpp", '#include "gateway/command/cli.hpp"\n', [1]),
            ("auth/a.hpp", '#include "secrets/fernet.hpp"\n', [1]),
            ("secrets/a.cpp", '#include "auth/actor.hpp"\n', []),
            ("gateway/pages/secrets/a.cpp", '#include "gateway/serve/worker.hpp"\n', [1]),
            ("gateway/serve/a.cpp", '#include "gateway/main.hpp"\n', [1]),
            ("gateway/pages/a.cpp", '#include "gateway/pages/secrets/b.hpp"\n', []),
            ("gateway/main.cpp", '#include "gateway/serve/server.hpp"\n', []),
            ("tests/unit/auth/a_test.cpp", '#include "gateway/serve/server.hpp"\n', []),
        ):
            self.assertEqual(found(rules.layering, text, path), lines, path)
        self.assertEqual(found(rules.layering, '#include "tests/support/x.hpp"\n'), [1])

    def test_refuses_a_path_that_does_not_begin_at_the_root(self):
        self.assertEqual(found(rules.layering, '#include "cli.hpp"\n'), [1])
        self.assertEqual(found(rules.layering, '#include "../auth/actor.hpp"\n'), [1])


class UnitTests(unittest.TestCase):
    def found(self, paths, listed=""):
        return [(path, line) for path, line, _ in rules.unit_tests(paths, listed)]

    def test_asks_for_a_test_in_the_same_room(self):
        source = "gateway/http/a.cpp"
        self.assertEqual(self.found([source]), [(source, 1)])
        self.assertEqual(self.found([source, "tests/unit/gateway/http/a_test.cpp"]), [])
        self.assertEqual(self.found([source, "tests/unit/gateway/http/a_more_test.cpp"]), [])
        self.assertEqual(self.found([source, "tests/unit/http/a_test.cpp"]), [(source, 1)])
        self.assertEqual(self.found(["tests/fuzz/a.cpp", "gateway/http/a.hpp"]), [])

    def test_takes_a_reason_instead(self):
        here, source = "tests/unit/untested.txt", "auth/a.cpp"
        self.assertEqual(self.found([source], "# why\nauth/a.cpp: end to end\n"), [])
        self.assertEqual(self.found([source], "auth/a.cpp: \n"), [(here, 1)])
        self.assertEqual(self.found([], "auth/a.cpp: end to end\n"), [(here, 1)])
        tested = [source, "tests/unit/auth/a_test.cpp"]
        self.assertEqual(self.found(tested, "auth/a.cpp: end to end\n"), [(here, 1)])


class NamedSources(unittest.TestCase):
    def found(self, page):
        paths = ["gateway/http/router.cpp", "auth/throttle.hpp", "docs/a.md"]
        return [line for _, line, _ in rules.named_sources(paths, page)]

    def test_a_heading_names_sources(self):
        self.assertEqual(self.found("# Life\n## 3 Route (`router`, `auth/throttle`)\n"), [])
        self.assertEqual(self.found("# Life\n## 3 Route (`router`, `gone`)\n"), [2])
        self.assertEqual(self.found("## 3 Route (`http/throttle`)\n"), [1])

    def test_other_lines_may_name_anything(self):
        self.assertEqual(self.found("Datasette reads `ds_actor`.\n"), [])


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


class Prose(unittest.TestCase):
    planted = {
        1: "Wait. Who guesses is delayed.",
        2: "What is stored is encrypted.",
        3: "All faults are told at once.",
        4: "The head is written anew.",
        5: "The key stands in a file.",
        6: "The gateway goes on.",
        7: "It is a cookie of ours.",
        8: "It is open to nobody.",
        9: "It is closed but for two paths.",
        10: "A request comes in.",
        11: "All is behind the wall.",
    }

    def test_finds_each_pattern(self):
        self.assertEqual(sorted(self.planted), [number for number, _, _ in prose.PATTERNS])
        for number, pattern, _ in prose.PATTERNS:
            text = self.planted[number]
            self.assertTrue(pattern.search(text), text)
            hits = [other for other, one, _ in prose.PATTERNS if one.search(text)]
            self.assertEqual(hits, [number], text)
            page = f"# Page\n\n{text}\n"
            self.assertEqual(found(prose.plain_words, page, "docs/page.md"), [3], text)

    def test_finds_them_in_items_cells_headings_and_across_lines(self):
        for page, lines in (
            ("- It goes on.\n- It stands.\n", [1, 2]),
            ("| a | it goes on |\n| --- | --- |\n| What is b | c |\n", [1, 3]),
            ("## Left to nobody\n", [1]),
            ("Here it\ngoes\non and on.\n", [2]),
            ("Now. Who\nguesses waits.\n", [1]),
        ):
            self.assertEqual(found(prose.plain_words, page, "docs/page.md"), lines, page)

    def test_leaves_code_questions_titles_and_measured_parts_alone(self):
        for page in (
            "```text\nit goes on\n```\n",
            "Use `goes on`, see [there](page.md#who-goes-on).\n",
            "<!-- not run: it goes on -->\n",
            "<!-- flood -->\nit goes on\n<!-- end of flood -->\n",
            "Who asked? What is it? What does it cost?\n",
            "# What it is not\n",
            "A user who guesses is delayed. A stand-in.\n",
        ):
            self.assertEqual(found(prose.plain_words, page, "docs/page.md"), [], page)

    def test_finds_them_in_comments_and_messages(self):
        for path, text, lines in (
            ("auth/a.cpp", "// It goes on.\n", [1]),
            ("auth/a.cpp", "/// It goes\n/// on. It\n/// stands.\n", [1, 3]),
            ("auth/a.cpp", "int a;  ///< goes on\n// stands\n", [1, 2]),
            ("auth/a.cpp", "/* It\n * goes on. */\n", [2]),
            ("auth/a.cpp", "/// @return What is left.\n", [1]),
            ("tests/unit/a.cpp", "// It goes on.\n", [1]),
            ("auth/a.cpp", 'f("it goes "\n  "on");\n', [1]),
            ("auth/a.cpp", 'f("told:\\nit is told");\n', [1]),
            ("gateway/a.cpp", 'f(R"(\nit goes on)");\n', [2]),
            ("plugin/a.py", '"It goes on."\nf("it stands")\n', [1, 2]),
            ("tests/a.py", '"""One.\n\nIt goes on."""\n# It goes\n# on.\n', [3, 4]),
            ("tests/a.py", "a = 1  # stands\n# and goes on\n", [1, 2]),
            ("tests/run", "#!/bin/sh\n# It goes on.\n", [2]),
            ("auth/CMakeLists.txt", "# It goes on.\n", [1]),
        ):
            self.assertEqual(sorted(found(prose.plain_words, text, path)), lines, text)

    def test_leaves_code_values_and_data_of_tests_alone(self):
        for path, text in (
            ("auth/a.cpp", "int nobody = stands(goes, on);\n"),
            ("auth/a.cpp", '// "nobody" is the label, `goes on` the rest.\n'),
            ("auth/a.cpp", "// It goes.\nint a;\n// On and on.\n"),
            ("auth/a.cpp", "// What is it? A stand-in.\n"),
            ("auth/a.cpp", 'f("it goes ", "on");\nf("nobody");\n'),
            ("tests/unit/a.cpp", 'f("it goes on");\n'),
            ("tests/a.py", 'f("it goes on")\n'),
            ("examples/a.txt", "it goes on\n"),
        ):
            self.assertEqual(found(prose.plain_words, text, path), [], text)


class Commits(unittest.TestCase):
    def test_refuses_long_subjects_and_descriptions(self):
        for subject in (
            "auth: " + "x" * 67,
            "auth: the throttle forgets",
            "docs: what is new",
            "gateway/http: no head is lost",
            "tests: who guesses waits",
        ):
            self.assertTrue(prose.subject_fault(subject), subject)

    def test_accepts_imperatives(self):
        for subject in ("auth: " + "x" * 66, "auth: refuse the old hash", "docs: another page"):
            self.assertEqual(prose.subject_fault(subject), "", subject)

    def test_says_why_it_cannot_look(self):
        listed, reason = commits.subjects("0" * 40)
        self.assertIsNone(listed)
        self.assertIn("00000000", reason)


class Headers(unittest.TestCase):
    def test_a_header_says_what_it_is_for(self):
        check = rules.header_opening
        self.assertEqual(found(check, "#pragma once\n\n// Why.\n", "auth/a.hpp"), [])
        self.assertEqual(found(check, "// Why.\n#pragma once\n", "auth/a.hpp"), [1])
        self.assertEqual(found(check, "#pragma once\n#include <a>\n", "auth/a.hpp"), [2])
        self.assertEqual(found(check, "#include <a>\n", "auth/a.cpp"), [])


if __name__ == "__main__":
    unittest.main()
