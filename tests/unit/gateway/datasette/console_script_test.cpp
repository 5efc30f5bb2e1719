#include "gateway/datasette/console_script.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>
#include <vector>

using dsgw::python_of_console_script;

BOOST_AUTO_TEST_SUITE(console_script)

namespace {

const std::string shebang = "#!/bin/cat\n";
const std::string body = "import sys\nfrom datasette.cli import cli\n";
const std::string end = "if __name__ == '__main__':\n    sys.exit(cli())\n";

std::string python_in(const std::string& text)
{
    const dsgw::test::temp_folder folder;
    const auto script = folder.write("datasette", text);
    return python_of_console_script(script).value_or("nothing");
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_the_interpreter_of_what_installers_write)
{
    const std::vector<std::string> scripts{
        // pip 23 (distlib), pip 25, uv 0.5
        shebang + "# -*- coding: utf-8 -*-\nimport re\n" + body +
            "if __name__ == '__main__':\n"
            "    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])\n"
            "    sys.exit(cli())\n",
        shebang + body +
            "if __name__ == '__main__':\n"
            "    if sys.argv[0].endswith('.exe'):\n"
            "        sys.argv[0] = sys.argv[0][:-4]\n"
            "    sys.exit(cli())\n",
        shebang + body +
            "if __name__ == '__main__':\n"
            "    sys.argv[0] = sys.argv[0].removesuffix('.exe')\n"
            "    sys.exit(cli())\n",
        shebang + "# -*- coding: utf-8 -*-\n" + body +
            "if __name__ == \"__main__\":\n"
            "    if sys.argv[0].endswith(\"-script.pyw\"):\n"
            "        sys.argv[0] = sys.argv[0][:-11]\n"
            "    elif sys.argv[0].endswith(\".exe\"):\n"
            "        sys.argv[0] = sys.argv[0][:-4]\n"
            "    sys.exit(cli())\n",
        "#! /bin/cat \r\n" + body + "\n" + end,
    };
    for (const auto& script : scripts)
        BOOST_TEST(python_in(script) == "/bin/cat", script);
}

BOOST_AUTO_TEST_CASE(finds_an_interpreter_that_a_shell_starts)
{
    // What pip writes where the path has a space, or is longer than the kernel reads.
    const dsgw::test::temp_folder folder;
    const auto python = folder.path("with space");
    std::filesystem::create_symlink("/bin/cat", python);
    const std::string begin = "#!/bin/sh\n'''exec' ";
    const std::string rest = " \"$0\" \"$@\"\n' '''\n";
    const auto quoted = '"' + python + '"';
    BOOST_TEST(python_in(begin + quoted + rest + body + end) == python);
    BOOST_TEST(python_in(begin + "/bin/cat" + rest + body + end) == "/bin/cat");
    const std::vector<std::string> others{
        begin + python + rest + body + end,
        begin + quoted + " -I" + rest + body + end,
        begin + "\"/bin/$X\"" + rest + body + end,
        begin + "\"\"" + rest + body + end,
        begin + quoted + " \"$0\"\n' '''\n" + body + end,
        begin + quoted + " \"$0\" \"$@\"\n" + body + end,
        begin + quoted + rest + "import patched\n" + body + end,
        begin + quoted + rest,
        begin,
        "#!/bin/bash\n'''exec' " + quoted + rest + body + end,
        "#!/bin/sh\n" + body + end,
    };
    for (const auto& script : others)
        BOOST_TEST(python_in(script) == "nothing", script);
}

BOOST_AUTO_TEST_CASE(knows_no_interpreter_of_any_other_script)
{
    const std::vector<std::string> scripts{
        "",
        "#!",
        "#!/bin/cat",
        shebang,
        shebang + "exec python3 -m datasette \"$@\"\n",
        shebang + "import sys\n" + end,
        shebang + "import sys, site\nfrom datasette.cli import cli\n" + end,
        shebang + body + "import patched\n" + end,
        shebang + body + "sys.path.insert(0, '/opt/datasette')\n" + end,
        shebang + body + end + "# from datasette.cli import cli\n",
        shebang + body + end + std::string(30, '\n'),
        "#!/usr/bin/env python3\n" + body + end,
        "#!/bin/cat -I\n" + body + end,
        "#!bin/cat\n" + body + end,
        "#!/nonexistent/python3\n" + body + end,
        "/bin/cat\n" + body + end,
        body + end,
        std::string("\177ELF\0\0", 6),
    };
    for (const auto& script : scripts)
        BOOST_TEST(python_in(script) == "nothing", script);
    BOOST_TEST(!python_of_console_script("/nonexistent/datasette").has_value());
    BOOST_TEST(!python_of_console_script("/").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
