#include "tests/unit/support/saved_page.hpp"

#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace dsgw::test {

std::string load_page(std::string_view line, std::string_view name)
{
    std::string path(DSGW_VECTORS "/pages/");
    path.append(line).append("/").append(name).append(".html");
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw std::runtime_error("no such page: " + path);
    return std::string(std::istreambuf_iterator<char>(stream), {});
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
