#include "gateway/command/manual/roff.hpp"

#include <algorithm>
#include <cctype>

namespace dsgw::manual {

namespace {

std::string upper(std::string_view text)
{
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](unsigned char c) { return std::toupper(c); });
    return made;
}

}  // namespace

std::string roff_text(std::string_view text)
{
    std::string made;
    bool begins_line = true;
    for (const char c : text) {
        // A line that begins with one of these would be a request.
        if (begins_line && (c == '.' || c == '\'')) made += "\\&";
        begins_line = c == '\n';
        switch (c) {
            case '\\':
                made += "\\e";
                break;
            case '-':
                made += "\\-";
                break;
            case '\'':
                made += "\\(aq";
                break;
            case '`':
                made += "\\(ga";
                break;
            case '^':
                made += "\\(ha";
                break;
            case '~':
                made += "\\(ti";
                break;
            default:
                made += c;
        }
    }
    return made;
}

man_page::man_page(std::string_view name, std::string_view section, std::string_view about)
{
    source_ = ".TH " + roff_text(upper(name)) + ' ' + std::string(section) + " \"\" \"" +
              roff_text(name) + ' ' + DSGW_VERSION + "\"\n";
    heading("Name");
    source_ += roff_text(name) + " \\- " + roff_text(about) + '\n';
}

man_page& man_page::heading(std::string_view text)
{
    source_ += ".SH " + roff_text(upper(text)) + '\n';
    return *this;
}

man_page& man_page::subheading(std::string_view text)
{
    source_ += ".SS " + roff_text(text) + '\n';
    return *this;
}

man_page& man_page::paragraph(std::string_view text)
{
    source_ += ".PP\n" + roff_text(text) + '\n';
    return *this;
}

man_page& man_page::term(std::string_view bold, std::string_view italic, std::string_view meaning)
{
    source_ += ".TP\n\\fB" + roff_text(bold) + "\\fR";
    if (!italic.empty()) source_ += " \\fI" + roff_text(italic) + "\\fR";
    source_ += '\n' + roff_text(meaning) + '\n';
    return *this;
}

man_page& man_page::listing(std::string_view lines)
{
    source_ += ".PP\n.nf\n" + roff_text(lines) + "\n.fi\n";
    return *this;
}

}  // namespace dsgw::manual
