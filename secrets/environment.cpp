#include "secrets/environment.hpp"

#include <cstdlib>

namespace dsgw::secrets {

std::string variable_of(std::string_view name)
{
    return std::string("DATASETTE_SECRETS_").append(name);
}

std::string_view value_in_environment(std::string_view name)
{
    // A name with a NUL would be truncated to another name.
    if (name.empty() || name.find('\0') != std::string_view::npos) return {};
    const char* value = std::getenv(variable_of(name).c_str());
    return value == nullptr ? std::string_view() : std::string_view(value);
}

}  // namespace dsgw::secrets
