#include "gateway/html/tag_scanner.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace dsgw {

namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

constexpr bool is_letter(char c) { return to_lower(c) >= 'a' && to_lower(c) <= 'z'; }

constexpr bool ends_name(char c) { return is_space(c) || c == '/' || c == '>'; }

/// Their content is text up to the end tag (the content of a template is not part of the page).
constexpr auto raw_elements = std::to_array<std::string_view>(
    {"script", "style", "textarea", "title", "template", "noscript", "iframe", "noembed",
     "noframes", "xmp"}
);

std::string_view find_raw_element(std::string_view name)
{
    for (const auto raw : raw_elements)
        if (equals_ignoring_case(name, raw)) return raw;
    return {};
}

struct attribute_step
{
    enum
    {
        attribute,
        end,        // end of the tag: `next` is after its '>'
        incomplete  // the text ends first
    } what;
    std::size_t next = 0;
    std::string_view name{};
    std::string_view value{};
};

/// The attribute that begins at or after `at`.
attribute_step read_attribute(std::string_view text, std::size_t at)
{
    while (at < text.size() && (is_space(text[at]) || text[at] == '/'))
        ++at;
    if (at == text.size()) return {attribute_step::incomplete};
    if (text[at] == '>') return {attribute_step::end, at + 1};
    const auto name_begin = at++;
    while (at < text.size() && !ends_name(text[at]) && text[at] != '=')
        ++at;
    const auto name = text.substr(name_begin, at - name_begin);
    while (at < text.size() && is_space(text[at]))
        ++at;
    if (at == text.size()) return {attribute_step::incomplete};
    if (text[at] != '=') return {attribute_step::attribute, at, name, {}};
    ++at;
    while (at < text.size() && is_space(text[at]))
        ++at;
    if (at == text.size()) return {attribute_step::incomplete};
    if (text[at] == '"' || text[at] == '\'') {
        const auto closing = text.find(text[at], at + 1);
        if (closing == npos) return {attribute_step::incomplete};
        const auto value = text.substr(at + 1, closing - at - 1);
        return {attribute_step::attribute, closing + 1, name, value};
    }
    const auto value_begin = at;
    while (at < text.size() && !is_space(text[at]) && text[at] != '>')
        ++at;
    if (at == text.size()) return {attribute_step::incomplete};
    return {attribute_step::attribute, at, name, text.substr(value_begin, at - value_begin)};
}

/// How `text` compares with a word in lower case.
enum class likeness
{
    equal,  ///< it begins with the word
    differs,
    unknown,  ///< it is a prefix of the word
};

likeness compare(std::string_view text, std::string_view lower_word)
{
    const auto size = std::min(text.size(), lower_word.size());
    if (!equals_ignoring_case(text.substr(0, size), lower_word.substr(0, size)))
        return likeness::differs;
    return size == lower_word.size() ? likeness::equal : likeness::unknown;
}

/// The same for a tag's name, which must be followed by a delimiter.
likeness compare_name(std::string_view text, std::string_view lower_name)
{
    const auto begins = compare(text, lower_name);
    if (begins != likeness::equal) return begins;
    if (text.size() == lower_name.size()) return likeness::unknown;
    return ends_name(text[lower_name.size()]) ? likeness::equal : likeness::differs;
}

}  // namespace

bool html_tag::opens(std::string_view lower_name) const
{
    return !is_end && equals_ignoring_case(name, lower_name);
}

bool html_tag::closes(std::string_view lower_name) const
{
    return is_end && equals_ignoring_case(name, lower_name);
}

std::optional<std::string_view> html_tag::attribute(std::string_view lower_name) const
{
    auto at = static_cast<std::size_t>(name.data() - text.data()) + name.size();
    for (;;) {
        const auto step = read_attribute(text, at);
        if (step.what != attribute_step::attribute) return std::nullopt;
        if (equals_ignoring_case(step.name, lower_name)) return step.value;
        at = step.next;
    }
}

bool html_tag::has_class(std::string_view word) const
{
    auto words = attribute("class").value_or("");
    while (!words.empty()) {
        const auto end = std::find_if(words.begin(), words.end(), is_space);
        const auto size = static_cast<std::size_t>(end - words.begin());
        if (words.substr(0, size) == word) return true;
        words.remove_prefix(std::min(words.size(), size + 1));
    }
    return false;
}

struct tag_scanner::sign
{
    enum
    {
        nothing,  // plain text
        unknown,  // the text ends before this is known
        tag,
        comment,
        bogus,
        unusual,
        script_comment,  // <!-- inside a script
    } what;
    std::size_t size = 1;  // bytes that belong to it
};

/// @param text  begins with '<'.
tag_scanner::sign tag_scanner::read_sign(std::string_view text) const
{
    if (text.size() == 1) return {sign::unknown};
    const char c = text[1];
    if (is_letter(c)) return {sign::tag};
    if (c == '?') return {sign::bogus, 2};
    if (c == '/') {
        if (text.size() == 2) return {sign::unknown};
        if (is_letter(text[2])) return {sign::tag};
        return {sign::bogus, 2};
    }
    if (c != '!') return {sign::nothing};
    const auto comment = compare(text, "<!--");
    const auto cdata = compare(text, "<![cdata[");
    if (comment == likeness::equal) return {sign::comment, 4};
    if (cdata == likeness::equal) return {sign::unusual};
    if (comment == likeness::unknown || cdata == likeness::unknown) return {sign::unknown};
    return {sign::bogus, 2};
}

/// The same, inside an element with raw content.
tag_scanner::sign tag_scanner::read_raw_sign(std::string_view text) const
{
    if (text.size() == 1) return {sign::unknown};
    if (text[1] == '/') {
        const auto end = compare_name(text.substr(2), raw_name_);
        if (end == likeness::equal) return {sign::tag};
        return {end == likeness::unknown ? sign::unknown : sign::nothing};
    }
    if (raw_name_ == "script" && text[1] == '!') {
        const auto comment = compare(text, "<!--");
        if (comment == likeness::equal) return {sign::script_comment, 4};
        return {comment == likeness::unknown ? sign::unknown : sign::nothing};
    }
    // Elements of the same kind can be nested if that changes which end tag ends the outer one.
    const bool nests = raw_name_ == "template" || script_holds_comment_;
    if (!nests) return {sign::nothing};
    const auto again = compare_name(text.substr(1), raw_name_);
    if (again == likeness::equal) return {sign::unusual};
    return {again == likeness::unknown ? sign::unknown : sign::nothing};
}

/// @return the end of the comment, or the size of the text.
std::size_t tag_scanner::skip_comment(std::string_view text)
{
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        // "<!-->" and "<!--->" are comments too.
        const bool is_short = comment_bytes_ == comment_dashes_ && comment_bytes_ < 2;
        if (c == '>' && (comment_dashes_ >= 2 || comment_bang_ || is_short)) {
            state_ = state::text;
            return at + 1;
        }
        comment_bang_ = c == '!' && comment_dashes_ >= 2;
        comment_dashes_ = c == '-' ? std::min(comment_dashes_ + 1, 2U) : 0;
        comment_bytes_ = std::min(comment_bytes_ + 1, 2U);
    }
    return text.size();
}

tag_scanner::found tag_scanner::take_tag(std::string_view text, std::size_t begin)
{
    html_tag tag;
    tag.is_end = text[begin + 1] == '/';
    const auto name_begin = begin + (tag.is_end ? 2 : 1);
    auto at = name_begin;
    while (at < text.size() && !ends_name(text[at]))
        ++at;
    tag.name = text.substr(name_begin, at - name_begin);
    for (;;) {
        const auto step = read_attribute(text, at);
        at = step.next;
        const bool too_long =
            (step.what == attribute_step::incomplete ? text.size() : at) - begin > tag_bytes_max;
        if (too_long) return {verdict::unusual, begin, begin, {}};
        if (step.what == attribute_step::incomplete) return {verdict::more, begin, begin, {}};
        if (step.what == attribute_step::end) break;
    }
    tag.text = text.substr(begin, at - begin);
    if (tag.opens("plaintext")) return {verdict::unusual, begin, begin, {}};
    raw_name_ = tag.is_end ? std::string_view{} : find_raw_element(tag.name);
    script_holds_comment_ = false;
    state_ = raw_name_.empty() ? state::text : state::raw;
    return {verdict::tag, begin, at, tag};
}

tag_scanner::found tag_scanner::next(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        if (state_ == state::comment) {
            at += skip_comment(text.substr(at));
            continue;
        }
        const auto mark = text.find(state_ == state::bogus ? '>' : '<', at);
        if (mark == npos) break;
        if (state_ == state::bogus) {
            state_ = state::text;
            at = mark + 1;
            continue;
        }
        const auto rest = text.substr(mark);
        const auto seen = state_ == state::raw ? read_raw_sign(rest) : read_sign(rest);
        at = mark + seen.size;
        switch (seen.what) {
            case sign::nothing:
                break;
            case sign::unknown:
                return {verdict::more, mark, mark, {}};
            case sign::tag:
                return take_tag(text, mark);
            case sign::comment:
                state_ = state::comment;
                comment_dashes_ = comment_bytes_ = 0;
                comment_bang_ = false;
                break;
            case sign::bogus:
                state_ = state::bogus;
                break;
            case sign::unusual:
                return {verdict::unusual, mark, mark, {}};
            case sign::script_comment:
                script_holds_comment_ = true;
                break;
        }
    }
    return {verdict::more, text.size(), text.size(), {}};
}

}  // namespace dsgw
