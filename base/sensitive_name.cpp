#include "base/sensitive_name.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace dsgw {

namespace {

constexpr std::array<std::string_view, 11> words{
    "secret",  "token",  "password",   "passphrase",  "password_hash", "encryption_key",
    "api_key", "apikey", "access_key", "private_key", "secret_key"};

/// A name such as "primary_key" contains these, too.
constexpr std::array<std::string_view, 4> hints{"key", "hash", "signature", "auth"};

}  // namespace

bool is_sensitive_name(std::string_view name)
{
    std::string snake;
    bool was_lower = false;
    for (const char c : name) {
        const bool is_upper = c >= 'A' && c <= 'Z';
        if (is_upper && was_lower) snake += '_';  // authToken
        snake += c == '-' ? '_' : to_lower(c);
        was_lower = c >= 'a' && c <= 'z';
    }
    return std::ranges::any_of(words, [&](std::string_view word) {
        return snake == word || snake.ends_with("_" + std::string(word));
    });
}

bool may_be_sensitive_name(std::string_view name)
{
    std::string lower(name);
    std::ranges::transform(lower, lower.begin(), to_lower);
    const auto contains = [&](std::string_view part) { return lower.find(part) != lower.npos; };
    // A percent-encoded name counts as well: it is not decoded here.
    return std::ranges::any_of(words, contains) || std::ranges::any_of(hints, contains) ||
           contains("%");
}

}  // namespace dsgw
