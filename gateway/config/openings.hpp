#pragma once

// The additional access that a new configuration grants. For reloads, which may restrict access but
// must not grant more by accident.

#include "base/problem.hpp"
#include "gateway/config/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace dsgw {

/// @return the reason why no reload may apply `after`: it would turn http_basic_auth off.
[[nodiscard]] std::optional<problem> check_reload(const config& before, const config& after);

/// One line for each thing that `after` opens: an allow block that is gone or admits more people, a
/// permission, an account, a public path, a weaker setting. Rather one too many than one too few.
[[nodiscard]] std::vector<std::string> find_openings(const config& before, const config& after);

}  // namespace dsgw
