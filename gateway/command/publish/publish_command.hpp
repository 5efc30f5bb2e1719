#pragma once

// `datasette-gateway package` and `datasette-gateway publish cloudrun`: what they say and in which
// order they do things. Blocking; runs docker or gcloud.

#include "gateway/command/publish/publish_options.hpp"

#include <iosfwd>

namespace dsgw {

/// @param out  gets what --show-files shows.   @param err  all else; never a secret value.
/// @return     exit code.
[[nodiscard]] int run_publish(const publish_options& options, std::ostream& out, std::ostream& err);

}  // namespace dsgw
