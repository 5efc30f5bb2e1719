#include "secrets/description_html.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace dsgw::secrets {
namespace {

constexpr std::array<std::string_view, 3> plain_tags = {"code", "em", "strong"};
constexpr std::array<std::string_view, 3> dropped_attributes = {"title", "target", "rel"};
constexpr std::array<std::string_view, 6> entities = {
    "&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&nbsp;",
};
constexpr std::string_view spaces = " \t\r\n";

void append_escaped(std::string& out, char one)
{
    switch (one) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += one;
    }
}

std::string_view entity_at(std::string_view text)
{
    const auto found = std::ranges::find_if(entities, [&](std::string_view entity) {
        return text.starts_with(entity);
    });
    return found == entities.end() ? std::string_view() : *found;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(spaces);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(spaces) - begin + 1);
}

std::string in_lower_case(std::string_view text)
{
    std::string lower(text);
    for (char& one : lower) {
        if (one >= 'A' && one <= 'Z') one = static_cast<char>(one - 'A' + 'a');
    }
    return lower;
}

// NAME="VALUE" or NAME='VALUE', taken off the front; nothing if it is not like that.
struct attribute
{
    std::string name;
    std::string_view value;
};

std::optional<attribute> take_attribute(std::string_view& text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals + 1 >= text.size()) return std::nullopt;
    const char quote = text[equals + 1];
    if (quote != '"' && quote != '\'') return std::nullopt;
    const std::size_t end = text.find(quote, equals + 2);
    if (end == std::string_view::npos) return std::nullopt;
    attribute taken{
        in_lower_case(text.substr(0, equals)), text.substr(equals + 2, end - equals - 2)};
    text = trimmed(text.substr(end + 1));
    return taken;
}

// The address of <a …>, if all that stands there is known.
std::optional<std::string_view> read_link(std::string_view attributes)
{
    std::optional<std::string_view> address;
    while (!attributes.empty()) {
        const auto one = take_attribute(attributes);
        if (!one) return std::nullopt;
        if (one->name == "href" && !address)
            address = one->value;
        else if (std::ranges::count(dropped_attributes, one->name) == 0)
            return std::nullopt;
    }
    if (!address || !is_web_link(*address)) return std::nullopt;
    return address;
}

class renderer
{
public:
    std::string render(std::string_view text)
    {
        while (!text.empty())
            text.remove_prefix(take(text));
        while (!open_.empty())
            close();
        return std::move(out_);
    }

private:
    // @return how much of the text is done.
    std::size_t take(std::string_view text)
    {
        if (const auto entity = entity_at(text); !entity.empty()) {
            out_ += entity;
            return entity.size();
        }
        const std::size_t end = text.front() == '<' ? text.find('>') : std::string_view::npos;
        if (end != std::string_view::npos && take_tag(text.substr(1, end - 1))) return end + 1;
        append_escaped(out_, text.front());
        return 1;
    }

    bool take_tag(std::string_view tag)
    {
        if (tag.starts_with('/')) return take_end(in_lower_case(trimmed(tag.substr(1))));
        const std::size_t name_size = std::min(tag.find_first_of(spaces), tag.size());
        const std::string name = in_lower_case(tag.substr(0, name_size));
        const std::string_view attributes = trimmed(tag.substr(name_size));
        if (name == "a") return take_link(attributes);
        if (std::ranges::count(plain_tags, name) == 0 || !attributes.empty()) return false;
        open(name, "<" + name + ">");
        return true;
    }

    bool take_link(std::string_view attributes)
    {
        const auto address = read_link(attributes);
        if (!address || std::ranges::count(open_, "a") > 0) return false;
        std::string start = "<a href=\"";
        for (std::string_view rest = *address; !rest.empty();) {
            const std::string_view entity = entity_at(rest);
            if (entity.empty())
                append_escaped(start, rest.front());
            else
                start += entity;
            rest.remove_prefix(std::max<std::size_t>(entity.size(), 1));
        }
        open("a", start + "\" rel=\"noopener noreferrer\">");
        return true;
    }

    // Only what was opened last: so nothing is ever nested wrongly.
    bool take_end(const std::string& name)
    {
        if (open_.empty() || open_.back() != name) return false;
        close();
        return true;
    }

    void open(const std::string& name, const std::string& start)
    {
        open_.push_back(name);
        out_ += start;
    }

    void close()
    {
        out_ += "</" + open_.back() + ">";
        open_.pop_back();
    }

    std::string out_;
    std::vector<std::string> open_;
};

}  // namespace

std::string render_description(std::string_view text) { return renderer().render(text); }

bool is_web_link(std::string_view url)
{
    const std::size_t scheme = boost::algorithm::istarts_with(url, "http://")    ? 7
                               : boost::algorithm::istarts_with(url, "https://") ? 8
                                                                                 : 0;
    if (scheme == 0 || url.size() == scheme) return false;
    return std::ranges::none_of(url, [](char one) {
        const auto byte = static_cast<unsigned char>(one);
        return byte <= ' ' || byte == 0x7f ||
               std::string_view("\"'<>\\`").find(one) != std::string_view::npos;
    });
}

}  // namespace dsgw::secrets
