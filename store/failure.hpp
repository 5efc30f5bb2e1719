#pragma once

// An expected failure of this folder: the code for programs, the sentence for people. Sentences
// name the file, secret or row they are about, and never hold any part of a secret or a key.

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

/// The code with its own sentence.
[[nodiscard]] failure make_failure(errc code);

/// "SUBJECT: the code's own sentence".
[[nodiscard]] failure make_failure(errc code, std::string_view subject);

/// "SUBJECT: the code's own sentence (DETAIL)".
[[nodiscard]] failure make_failure(errc code, std::string_view subject, std::string_view detail);

/// What result::value() does with a failure. @throws std::runtime_error with the sentence.
[[noreturn]] void throw_exception_from_error(const failure& what, const boost::source_location& at);

}  // namespace dsgw::secrets
