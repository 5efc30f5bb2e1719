#include "gateway/config/suggest.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <vector>

namespace dsgw {

namespace {

/// Longer names are not typing errors; the limit also bounds the work.
constexpr std::size_t name_length_max = 80;

/// Shorter beginnings fit too much to be a hint.
constexpr std::size_t beginning_letters_min = 3;

std::string as_question(std::string_view nearest)
{
    return nearest.empty() ? std::string() : "; did you mean " + std::string(nearest) + "?";
}

bool differ_in_number(std::string_view one, std::string_view several)
{
    if (several.size() == one.size() + 1 && several.ends_with('s') && several.starts_with(one))
        return true;
    return one.ends_with('y') && several.ends_with("ies") &&
           one.substr(0, one.size() - 1) == several.substr(0, several.size() - 3);
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b)
{
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> cells((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
        return cells[i * width + j];
    };
    for (std::size_t i = 0; i <= a.size(); ++i)
        at(i, 0) = i;
    for (std::size_t j = 0; j <= b.size(); ++j)
        at(0, j) = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
            std::size_t best = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = std::min(best, at(i - 2, j - 2) + 1);
            at(i, j) = best;
        }
    }
    return at(a.size(), b.size());
}

std::string bare_name(std::string_view name)
{
    std::string out;
    for (const char c : name)
        if (c != '_' && c != '-' && c != ' ' && c != '.') out += to_lower(c);
    return out;
}

bool is_slip(std::string_view name, std::string_view known)
{
    if (name.size() > name_length_max) return false;
    const auto written = bare_name(name);
    const auto meant = bare_name(known);
    if (written == meant || differ_in_number(written, meant) || differ_in_number(meant, written))
        return true;
    // Short words have real neighbours: "sort" and "port".
    const std::size_t allowed = meant.size() < 5 ? 0 : meant.size() < 10 ? 1 : 2;
    const auto longer = std::max(written.size(), meant.size());
    const auto shorter = std::min(written.size(), meant.size());
    return longer - shorter <= allowed && edit_distance(written, meant) <= allowed;
}

std::string_view near_miss(std::string_view name, std::span<const std::string_view> known)
{
    if (std::find(known.begin(), known.end(), name) != known.end()) return {};
    const auto found = std::find_if(known.begin(), known.end(), [&](std::string_view each) {
        return is_slip(name, each);
    });
    return found == known.end() ? std::string_view{} : *found;
}

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known)
{
    std::string_view best;
    if (name.size() > name_length_max) return best;
    std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
    for (const auto candidate : known) {
        const auto distance = edit_distance(name, candidate);
        if (distance < best_distance && distance < candidate.size()) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known)
{
    return as_question(nearest_name(name, known));
}

std::string_view nearest_word(std::string_view typed, std::span<const std::string_view> known)
{
    const auto dashes = std::min(typed.find_first_not_of('-'), typed.size());
    std::string_view best = nearest_name(typed, known);
    const bool is_slip = !best.empty() && edit_distance(typed, best) == 1;
    if (is_slip || typed.size() - dashes < beginning_letters_min) return best;
    best = {};
    for (const auto candidate : known)
        if (candidate.starts_with(typed) && (best.empty() || candidate.size() < best.size()))
            best = candidate;
    return best.empty() ? nearest_name(typed, known) : best;
}

std::string did_you_mean_word(std::string_view typed, std::span<const std::string_view> known)
{
    return as_question(nearest_word(typed, known));
}

}  // namespace dsgw
