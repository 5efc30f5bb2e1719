#include "gateway/html/safe_html.hpp"

#include "base/ascii.hpp"
#include "base/url.hpp"
#include "gateway/html/tag_scanner.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dsgw {

namespace {

constexpr auto kept_elements =
    std::to_array<std::string_view>({"a", "code", "em", "strong", "b", "i"});

/// The element in lower case, or "" if it is not allowed.
std::string_view kept_name(std::string_view name)
{
    for (const auto kept : kept_elements)
        if (equals_ignoring_case(name, kept)) return kept;
    return {};
}

/// The size of a character reference at the beginning of the text ("&amp;", "&#39;"), or 0.
std::size_t reference_size(std::string_view text)
{
    constexpr std::size_t longest = 32;
    const auto end = text.substr(0, longest).find(';');
    if (end == std::string_view::npos || end < 2) return 0;
    auto name = text.substr(1, end - 1);
    if (name.front() == '#') name.remove_prefix(1);
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return is_alphanumeric(c);
    });
    return plain ? end + 1 : 0;
}

/// Escapes the text, except its character references.
void append_text(std::string& out, std::string_view text)
{
    while (!text.empty()) {
        const auto plain = std::min(text.find('&'), text.size());
        out += escape_html(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        const auto reference = reference_size(text);
        const auto taken = text.substr(0, std::max<std::size_t>(reference, 1));
        out += reference > 0 ? std::string(taken) : escape_html(taken);
        text.remove_prefix(taken.size());
    }
}

class safe_writer
{
public:
    void write(const html_tag& tag)
    {
        const auto name = kept_name(tag.name);
        const auto href = tag.attribute("href").value_or("");
        const bool is_bad_link = name == "a" && !tag.is_end && (!is_web_url(href) || is_open("a"));
        if (name.empty() || is_bad_link) {
            append_text(out_, tag.text);
        } else if (tag.is_end) {
            close(name, tag.text);
        } else {
            open_.push_back(name);
            out_.append("<").append(name);
            if (name == "a") {
                out_ += " href=\"";
                append_text(out_, href);
                out_ += "\" rel=\"noopener noreferrer\"";
            }
            out_ += '>';
        }
    }

    void write_text(std::string_view text) { append_text(out_, text); }

    [[nodiscard]] std::string finish()
    {
        while (!open_.empty())
            close_last();
        return std::move(out_);
    }

private:
    [[nodiscard]] bool is_open(std::string_view name) const
    {
        return std::find(open_.begin(), open_.end(), name) != open_.end();
    }

    /// Closes the element and those inside it. An end tag without a start tag is shown as text.
    void close(std::string_view name, std::string_view text)
    {
        if (!is_open(name)) {
            append_text(out_, text);
            return;
        }
        while (open_.back() != name)
            close_last();
        close_last();
    }

    void close_last()
    {
        out_.append("</").append(open_.back()).append(">");
        open_.pop_back();
    }

    std::string out_;
    std::vector<std::string_view> open_;
};

}  // namespace

std::string escape_html(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&#39;";
                break;
            default:
                escaped += c;
        }
    }
    return escaped;
}

std::string keep_safe_html(std::string_view html)
{
    safe_writer out;
    tag_scanner scanner;
    for (;;) {
        const auto found = scanner.next(html);
        if (found.what != tag_scanner::verdict::tag) break;
        out.write_text(html.substr(0, found.begin));
        out.write(found.tag);
        html.remove_prefix(found.end);
    }
    out.write_text(html);
    return out.finish();
}

}  // namespace dsgw
