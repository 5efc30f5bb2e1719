#include "secrets/value_rules.hpp"

#include "base/utf8.hpp"
#include "secrets/errc.hpp"
#include "secrets/limits.hpp"

#include <algorithm>
#include <array>

namespace dsgw::secrets {
namespace {

// The white space of Python's str.strip(), in UTF-8.
constexpr std::array<std::string_view, 29> white_space = {
    "\t",           "\n",           "\v",           "\f",           "\r",
    "\x1c",         "\x1d",         "\x1e",         "\x1f",         " ",
    "\xc2\x85",     "\xc2\xa0",     "\xe1\x9a\x80", "\xe2\x80\x80", "\xe2\x80\x81",
    "\xe2\x80\x82", "\xe2\x80\x83", "\xe2\x80\x84", "\xe2\x80\x85", "\xe2\x80\x86",
    "\xe2\x80\x87", "\xe2\x80\x88", "\xe2\x80\x89", "\xe2\x80\x8a", "\xe2\x80\xa8",
    "\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80",
};

std::string_view strip(std::string_view text)
{
    for (bool shorter = true; shorter;) {
        shorter = false;
        for (const std::string_view space : white_space) {
            const bool leads = text.starts_with(space);
            if (leads) text.remove_prefix(space.size());
            const bool trails = text.ends_with(space);
            if (trails) text.remove_suffix(space.size());
            shorter = shorter || leads || trails;
        }
    }
    return text;
}

secret_bytes with_plain_newlines(std::string_view text)
{
    secret_bytes made(text.size());
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text.substr(at).starts_with("\r\n")) continue;
        made.data()[size++] = text[at];
    }
    made.shrink(size);
    return made;
}

}  // namespace

bool is_allowed_name(std::string_view name)
{
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";
    return !name.empty() && name.size() <= limits::name_bytes_max &&
           name.find_first_not_of(allowed) == std::string_view::npos;
}

secret_bytes tidy_value(std::string_view pasted)
{
    const std::string_view core = strip(pasted);
    if (core.find_first_of("\r\n") == std::string_view::npos) return secret_bytes(core);
    return with_plain_newlines(pasted);
}

boost::system::error_code check_value(std::string_view value)
{
    if (value.empty()) return errc::value_missing;
    if (value.size() > limits::value_bytes_max) return errc::value_too_long;
    if (value.find('\0') != std::string_view::npos) return errc::value_is_binary;
    if (find_bad_utf8(value)) return errc::value_not_utf8;
    return {};
}

std::size_t count_characters(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xc0) != 0x80;  // not a continuation byte
    }));
}

boost::system::error_code check_note(std::string_view note)
{
    if (find_bad_utf8(note)) return errc::note_not_utf8;
    if (count_characters(note) > limits::note_characters_max) return errc::note_too_long;
    return {};
}

}  // namespace dsgw::secrets
