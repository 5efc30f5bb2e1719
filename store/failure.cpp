#include "store/failure.hpp"

#include <stdexcept>

namespace dsgw::secrets {

failure make_failure(errc code) { return {code, make_error_code(code).message()}; }

failure make_failure(errc code, std::string_view subject)
{
    return {code, std::string(subject) + ": " + make_error_code(code).message()};
}

failure make_failure(errc code, std::string_view subject, std::string_view detail)
{
    failure made = make_failure(code, subject);
    made.message.append(" (").append(detail).append(")");
    return made;
}

void throw_exception_from_error(const failure& what, const boost::source_location& /*at*/)
{
    throw std::runtime_error(what.message);
}

}  // namespace dsgw::secrets
