#include "gateway/datasette/console_script.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <istream>
#include <string>
#include <string_view>

namespace dsgw {

namespace {

constexpr std::string_view white_space = " \t\r";
constexpr std::string_view datasette_import = "from datasette.cli import cli";

/// Their scripts have less than ten lines; a longer one is not theirs.
constexpr int script_lines_max = 20;

constexpr std::array whole_lines{
    std::string_view(""),
    std::string_view("# -*- coding: utf-8 -*-"),
    std::string_view("import re"),
    std::string_view("import sys"),
    datasette_import,
    std::string_view("if __name__ == '__main__':"),
    std::string_view("if __name__ == \"__main__\":"),
    std::string_view("sys.exit(cli())"),
};

/// How they remove ".exe" and the like from the program's own name; it runs nothing else.
constexpr std::array name_lines{
    std::string_view("sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])"),
    std::string_view("sys.argv[0] = re.sub(r\"(-script\\.pyw|\\.exe)?$\", \"\", sys.argv[0])"),
    std::string_view("sys.argv[0] = re.sub(r'(-script\\.pyw?|\\.exe)?$', '', sys.argv[0])"),
    std::string_view("if sys.argv[0].endswith('.exe'):"),
    std::string_view("if sys.argv[0].endswith(\".exe\"):"),
    std::string_view("if sys.argv[0].endswith(\"-script.pyw\"):"),
    std::string_view("elif sys.argv[0].endswith(\".exe\"):"),
    std::string_view("sys.argv[0] = sys.argv[0][:-4]"),
    std::string_view("sys.argv[0] = sys.argv[0][:-11]"),
    std::string_view("sys.argv[0] = sys.argv[0].removesuffix('.exe')"),
    std::string_view("sys.argv[0] = sys.argv[0].removesuffix(\".exe\")"),
};

/// Where the path has a space or is too long, pip lets a shell start the interpreter:
///     #!/bin/sh
///     '''exec' "/with space/bin/python3" "$0" "$@"
///     ' '''
/// which Python reads as a text.
constexpr std::string_view shell_line = "#!/bin/sh";
constexpr std::string_view shell_begin = "'''exec' ";
constexpr std::string_view shell_end = " \"$0\" \"$@\"";
constexpr std::string_view shell_last_line = "' '''";

std::string_view without_white_space(std::string_view line)
{
    const auto begin = line.find_first_not_of(white_space);
    if (begin == line.npos) return {};
    return line.substr(begin, line.find_last_not_of(white_space) + 1 - begin);
}

bool is_generated(std::string_view line)
{
    return std::ranges::find(whole_lines, line) != whole_lines.end() ||
           std::ranges::find(name_lines, line) != name_lines.end();
}

/// @param line  the second one of a script that a shell reads first.
std::string python_in_shell_line(std::string_view line)
{
    if (line.size() < shell_begin.size() + shell_end.size()) return {};
    if (!line.starts_with(shell_begin) || !line.ends_with(shell_end)) return {};
    line.remove_prefix(shell_begin.size());
    line.remove_suffix(shell_end.size());
    const bool is_quoted = line.size() > 2 && line.front() == '"' && line.back() == '"';
    if (is_quoted) line = line.substr(1, line.size() - 2);
    if (line.find_first_of(is_quoted ? "\"'\\$`" : " \t\"'\\$`") != line.npos) return {};
    return std::string(line);
}

/// Reads the lines that name the interpreter.
std::string read_python(std::istream& script)
{
    std::string line;
    if (!std::getline(script, line) || !line.starts_with("#!")) return {};
    if (line != shell_line) {
        const auto named = without_white_space(std::string_view(line).substr(2));
        // "#!/usr/bin/env python3" names none, and arguments would change what it loads.
        return std::string(named.find_first_of(white_space) == named.npos ? named : "");
    }
    if (!std::getline(script, line)) return {};
    auto python = python_in_shell_line(line);
    return std::getline(script, line) && line == shell_last_line ? python : std::string();
}

}  // namespace

std::optional<std::string> python_of_console_script(const std::string& path)
{
    std::ifstream script(path, std::ios::binary);
    auto python = read_python(script);
    if (!python.starts_with('/') || ::access(python.c_str(), X_OK) != 0) return {};
    bool imports_datasette = false;
    std::string line;
    for (int read = 0; std::getline(script, line); ++read) {
        const auto text = without_white_space(line);
        if (read == script_lines_max || !is_generated(text)) return {};
        if (text == datasette_import) imports_datasette = true;
    }
    if (!imports_datasette) return {};
    return python;
}

}  // namespace dsgw
