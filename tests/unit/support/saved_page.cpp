#include "tests/unit/support/saved_page.hpp"

#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace dsgw::test {

namespace {

/// The lines of a file, without their ends.
std::vector<std::string> load_lines(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error("no such file: " + path);
    std::vector<std::string> lines;
    for (std::string each; std::getline(stream, each);)
        lines.push_back(each);
    return lines;
}

}  // namespace

std::string load_page(std::string_view line, std::string_view name)
{
    const auto folder = DSGW_VECTORS "/pages/" + std::string(line) + '/';
    if (std::ifstream stream(folder + std::string(name) + ".html", std::ios::binary); stream)
        return std::string(std::istreambuf_iterator<char>(stream), {});
    std::string text;
    const auto changes = load_lines(folder + std::string(name) + ".changes");
    auto original = load_lines(folder + changes.at(0) + ".html");
    original.emplace_back();  // as record.py counts: the end of the last line begins another
    for (std::size_t i = 1; i < changes.size(); ++i) {
        std::istringstream change(changes[i]);
        std::size_t first = 0;
        std::size_t count = 0;
        if (change.get() == '+')
            text += changes[i].substr(1) + '\n';
        else if (change >> first >> count)
            for (; count > 0; --count)
                text += original.at(first++ - 1) + '\n';
        else
            throw std::runtime_error("malformed changes: " + std::string(name));
    }
    text.pop_back();  // each line has one before its successor
    return text;
}

std::size_t count(std::string_view text, std::string_view part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size()))
        ++found;
    return found;
}

std::string squeeze(std::string_view html)
{
    std::string squeezed;
    for (const char c : html) {
        const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
        const bool again = squeezed.empty() || squeezed.back() == ' ' || squeezed.back() == '>';
        if (c == '<' && !squeezed.empty() && squeezed.back() == ' ') squeezed.pop_back();
        if (!blank) squeezed += c;
        if (blank && !again) squeezed += ' ';
    }
    return squeezed;
}

}  // namespace dsgw::test
