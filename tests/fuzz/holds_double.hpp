#pragma once

// Doubles are the one kind of JSON value whose text may change when it is read and written: Boost
// 1.81 reads some a bit off, and infinity (1e400) has no text of its own.

#include <boost/json/value.hpp>

#include <algorithm>

namespace dsgw::fuzz {

/// @return true if the value is a double or holds one at any depth.
inline bool holds_double(const boost::json::value& value)
{
    if (const auto* array = value.if_array())
        return std::any_of(array->begin(), array->end(), holds_double);
    if (const auto* object = value.if_object())
        return std::any_of(object->begin(), object->end(), [](const auto& pair) {
            return holds_double(pair.value());
        });
    return value.is_double();
}

}  // namespace dsgw::fuzz
