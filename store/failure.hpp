#pragma once

// An expected failure of this folder: a code for programs and a message for people. Messages name
// the file, secret or row, and never contain any part of a secret or a key.

#include "store/errc.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace dsgw::secrets {

struct failure
{
    errc code;
    std::string message;
};

template <class T>
using result = boost::system::result<T, failure>;

/// The code with its own message.
[[nodiscard]] failure make_failure(errc code);

/// "SUBJECT: the code's own message".
[[nodiscard]] failure make_failure(errc code, std::string_view subject);

/// "SUBJECT: the code's own message (DETAIL)".
[[nodiscard]] failure make_failure(errc code, std::string_view subject, std::string_view detail);

/// Called by result::value() for a failure.
/// @throws std::runtime_error with the message.
[[noreturn]] void throw_exception_from_error(const failure& what, const boost::source_location& at);

}  // namespace dsgw::secrets
