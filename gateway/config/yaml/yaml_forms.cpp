#include "gateway/config/yaml/yaml_forms.hpp"

#include <algorithm>

namespace dsgw {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view digits_and_bars = "0123456789_";

/// Eats its text from the left. Each step says whether it found what it looks for.
class cursor
{
public:
    explicit cursor(std::string_view text) : text_(text) {}

    bool at_end() const { return text_.empty(); }

    bool one_of(std::string_view set)
    {
        if (text_.empty() || set.find(text_.front()) == set.npos) return false;
        text_.remove_prefix(1);
        return true;
    }

    /// As many as there are, at most `high`; true if there were at least `low`.
    bool several(std::string_view set, std::size_t low, std::size_t high = std::string_view::npos)
    {
        const auto end = std::min(text_.find_first_not_of(set), text_.size());
        const auto count = std::min(end, high);
        text_.remove_prefix(count);
        return count >= low;
    }

    bool literal(std::string_view word)
    {
        if (!text_.starts_with(word)) return false;
        text_.remove_prefix(word.size());
        return true;
    }

    /// (?::[0-5]?[0-9])+
    bool sexagesimal_parts()
    {
        bool found = false;
        while (literal(":")) {
            std::string_view two = text_.substr(0, 2);
            const bool both = two.size() == 2 && two[0] >= '0' && two[0] <= '5' &&
                              digits.find(two[1]) != digits.npos;
            if (!both && !(!two.empty() && digits.find(two[0]) != digits.npos)) return false;
            text_.remove_prefix(both ? 2 : 1);
            found = true;
        }
        return found;
    }

    /// (?:[eE][-+][0-9]+)? and the end.
    bool exponent_and_end()
    {
        if (at_end()) return true;
        return one_of("eE") && one_of("-+") && several(digits, 1) && at_end();
    }

private:
    std::string_view text_;
};

bool is_any_of(cursor at, std::string_view a, std::string_view b, std::string_view c)
{
    return (at.literal(a) || at.literal(b) || at.literal(c)) && at.at_end();
}

/// Behind the date: time, fraction and zone.
bool is_time(cursor at)
{
    if (!at.one_of("Tt") && !at.several(" \t", 1)) return false;
    if (!at.several(digits, 1, 2) || !at.literal(":") || !at.several(digits, 2, 2) ||
        !at.literal(":") || !at.several(digits, 2, 2))
        return false;
    if (at.literal(".")) at.several(digits, 0);
    if (at.at_end()) return true;
    at.several(" \t", 0);
    if (at.literal("Z")) return at.at_end();
    if (!at.one_of("-+") || !at.several(digits, 1, 2)) return false;
    return at.at_end() || (at.literal(":") && at.several(digits, 2, 2) && at.at_end());
}

}  // namespace

bool is_yaml_integer(std::string_view word)
{
    cursor at(word);
    at.one_of("-+");
    if (at.literal("0")) {
        if (at.at_end()) return true;
        if (at.literal("b")) return at.several("01_", 1) && at.at_end();
        if (at.literal("x")) return at.several("0123456789abcdefABCDEF_", 1) && at.at_end();
        return at.several("01234567_", 1) && at.at_end();
    }
    if (!at.one_of("123456789")) return false;
    at.several(digits_and_bars, 0);
    return at.at_end() || (at.sexagesimal_parts() && at.at_end());
}

bool is_yaml_float(std::string_view word)
{
    cursor at(word);
    const bool is_signed = at.one_of("-+");
    if (at.literal(".")) {
        if (is_any_of(at, "inf", "Inf", "INF")) return true;
        if (is_signed) return false;
        if (is_any_of(at, "nan", "NaN", "NAN")) return true;
        return at.one_of(digits) && at.several(digits_and_bars, 0) && at.exponent_and_end();
    }
    if (!at.one_of(digits)) return false;
    at.several(digits_and_bars, 0);
    if (at.literal(".")) return at.several(digits_and_bars, 0) && at.exponent_and_end();
    return at.sexagesimal_parts() && at.literal(".") && at.several(digits_and_bars, 0) &&
           at.at_end();
}

bool is_yaml_timestamp(std::string_view word)
{
    cursor at(word);
    if (!at.several(digits, 4, 4) || !at.literal("-")) return false;
    cursor plain = at;
    if (plain.several(digits, 2, 2) && plain.literal("-") && plain.several(digits, 2, 2) &&
        plain.at_end())
        return true;
    return at.several(digits, 1, 2) && at.literal("-") && at.several(digits, 1, 2) && is_time(at);
}

}  // namespace dsgw
