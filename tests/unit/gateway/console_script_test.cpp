#include "gateway/datasette/console_script.hpp"

#include "tests/unit/gateway/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using dsgw::python_of_console_script;

BOOST_AUTO_TEST_SUITE(console_script)

namespace {

const std::string shebang = "#!/bin/sh\n";
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
        "#! /bin/sh \r\n" + body + "\n" + end,
    };
    for (const auto& script : scripts)
        BOOST_TEST(python_in(script) == "/bin/sh", script);
}

BOOST_AUTO_TEST_CASE(knows_no_interpreter_of_any_other_script)
{
    const std::vector<std::string> scripts{
        "",
        "#!",
        "#!/bin/sh",
        shebang,
        shebang + "exec python3 -m datasette \"$@\"\n",
        shebang + "import sys\n" + end,
        shebang + "import sys, site\nfrom datasette.cli import cli\n" + end,
        shebang + body + "import patched\n" + end,
        shebang + body + "sys.path.insert(0, '/opt/datasette')\n" + end,
        shebang + body + end + "# from datasette.cli import cli\n",
        shebang + body + end + std::string(30, '\n'),
        "#!/usr/bin/env python3\n" + body + end,
        "#!/bin/sh -I\n" + body + end,
        "#!bin/sh\n" + body + end,
        "#!/nonexistent/python3\n" + body + end,
        "/bin/sh\n" + body + end,
        body + end,
        // A path with a space: pip starts such an interpreter by a shell.
        shebang + "'''exec' \"/with space/bin/python3\" \"$0\" \"$@\"\n' '''\n" + body + end,
        std::string("\177ELF\0\0", 6),
    };
    for (const auto& script : scripts)
        BOOST_TEST(python_in(script) == "nothing", script);
    BOOST_TEST(!python_of_console_script("/nonexistent/datasette").has_value());
    BOOST_TEST(!python_of_console_script("/").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
