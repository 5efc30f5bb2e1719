#include "auth/allow_block.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace dsgw::auth {
namespace {

using boost::json::value;

struct span_of_values
{
    const value* first;
    const value* last;
    [[nodiscard]] const value* begin() const { return first; }
    [[nodiscard]] const value* end() const { return last; }
};

// Python: a value that is not a list counts as a list with one element.
span_of_values as_list(const value& one)
{
    if (const boost::json::array* list = one.if_array())
        return {list->data(), list->data() + list->size()};
    return {&one, &one + 1};
}

// A set of Python accepts neither lists nor dicts: TypeError, and Datasette responds with 500.
bool is_hashable(const value& one) { return !one.is_array() && !one.is_object(); }

bool is_whole_in(double number, double least, double beyond)
{
    return number >= least && number < beyond && std::trunc(number) == number;
}

// Python compares an int with a float by their exact values, without rounding the int.
bool is_equal(double one, std::int64_t other)
{
    return is_whole_in(one, -0x1p63, 0x1p63) && static_cast<std::int64_t>(one) == other;
}

bool is_equal(double one, std::uint64_t other)
{
    return is_whole_in(one, 0, 0x1p64) && static_cast<std::uint64_t>(one) == other;
}

bool is_equal(double one, double other) { return one == other; }

template <class Integer, class OtherInteger>
bool is_equal(Integer one, OtherInteger other)
{
    return std::cmp_equal(one, other);
}

bool is_equal(std::int64_t one, double other) { return is_equal(other, one); }
bool is_equal(std::uint64_t one, double other) { return is_equal(other, one); }

// Calls `use` with the number if it is one; True is 1.
template <class Use>
bool with_number(const value& one, Use use)
{
    if (one.is_bool()) return use(std::int64_t{one.get_bool() ? 1 : 0});
    if (one.is_int64()) return use(one.get_int64());
    if (one.is_uint64()) return use(one.get_uint64());
    if (one.is_double()) return use(one.get_double());
    return false;
}

bool is_equal_in_python(const value& one, const value& other)
{
    if (one.is_string() && other.is_string()) return one.get_string() == other.get_string();
    if (one.is_null() || other.is_null()) return one.is_null() && other.is_null();
    return with_number(one, [&](auto left) {
        return with_number(other, [&](auto right) { return is_equal(left, right); });
    });
}

bool contains(const std::vector<const value*>& set, const value& one)
{
    return std::any_of(set.begin(), set.end(), [&](const value* element) {
        return is_equal_in_python(*element, one);
    });
}

enum class overlap
{
    some,
    none,
    raises,
};

// set(held).intersection(wanted) of CPython 3.10 and later: it stops as soon as the whole set has
// been found, so that an unhashable element after that point does not raise.
overlap intersect(span_of_values held, span_of_values wanted)
{
    std::vector<const value*> set;
    for (const value& one : held) {
        if (!is_hashable(one)) return overlap::raises;
        if (!contains(set, one)) set.push_back(&one);
    }
    std::vector<const value*> found;
    for (const value& one : wanted) {
        if (!is_hashable(one)) return overlap::raises;
        if (!contains(set, one) || contains(found, one)) continue;
        found.push_back(&one);
        if (found.size() >= set.size()) break;
    }
    return found.empty() ? overlap::none : overlap::some;
}

bool object_matches(const boost::json::object& actor, const boost::json::object& allow)
{
    for (const auto& [key, wanted] : allow) {
        const value* held = actor.if_contains(key);
        if (held == nullptr) continue;
        if (wanted.is_string() && wanted.get_string() == "*") return true;
        if (held->is_null()) continue;
        switch (intersect(as_list(*held), as_list(wanted))) {
            case overlap::some:
                return true;
            case overlap::raises:
                return false;
            case overlap::none:
                break;
        }
    }
    return false;
}

bool admits_anonymous(const boost::json::object& allow)
{
    const value* unauthenticated = allow.if_contains("unauthenticated");
    return unauthenticated != nullptr && unauthenticated->is_bool() && unauthenticated->get_bool();
}

}  // namespace

bool actor_matches_allow(const value& actor, const value& allow)
{
    if (allow.is_bool()) return allow.get_bool();
    if (allow.is_null()) return true;
    const boost::json::object* block = allow.if_object();
    if (block == nullptr) return false;
    if (actor.is_null()) return admits_anonymous(*block);
    return actor.is_object() && object_matches(actor.get_object(), *block);
}

std::optional<problem> check_allow_block(const value& allow)
{
    if (allow.is_null() || allow.is_bool()) return std::nullopt;
    const boost::json::object* block = allow.if_object();
    if (block == nullptr) return make_problem("an allow block must be an object, true or false");
    for (const auto& [key, wanted] : *block) {
        const span_of_values list = as_list(wanted);
        if (std::all_of(list.begin(), list.end(), is_hashable)) continue;
        return make_problem(
            "\"" + std::string(key) +
            "\": a value must be a string, a number, true, false, or a list of these"
        );
    }
    return std::nullopt;
}

}  // namespace dsgw::auth
