#include "auth/hash_text.hpp"

#include "base/parse_number.hpp"

#include <sodium/utils.h>

#include <algorithm>
#include <cstddef>

namespace dsgw::auth {

std::vector<std::string_view> split_at_dollar(std::string_view text)
{
    std::vector<std::string_view> fields;
    std::size_t start = 0;
    for (;;) {
        const std::size_t end = text.find('$', start);
        fields.push_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return fields;
        start = end + 1;
    }
}

number_read read_number(std::string_view text, unsigned most)
{
    const bool digits_only = !text.empty() && std::all_of(text.begin(), text.end(), [](char one) {
        return one >= '0' && one <= '9';
    });
    if (!digits_only || (text.size() > 1 && text.front() == '0')) return {};
    const auto value = parse_number<unsigned>(text);
    if (!value || *value > most) return {std::nullopt, true};
    return {value, false};
}

bool is_same_text(std::string_view one, std::string_view other)
{
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace dsgw::auth
