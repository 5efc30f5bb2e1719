#pragma once

// The text of the Dockerfile that `package` and `publish` write. Pure: it takes plain words and
// quotes them itself; no secret is among them.

#include "gateway/command/publish/publish_options.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// The values of the image that are not copied from the options.
struct image_parts
{
    std::vector<std::string> databases;  ///< names of files in app/
    std::vector<std::string> libraries;  ///< Debian packages that the copied program needs
    std::string wheel;                   ///< name of a file in gateway/; "" = the program is there
    bool has_metadata = false;           ///< app/metadata.json is there
};

/// The context that it is for holds app/ (what Datasette serves) and gateway/ (the program or its
/// wheel, and healthcheck.py).
/// @source datasette/utils/__init__.py make_dockerfile.
[[nodiscard]] std::string make_dockerfile(const publish_options& options, const image_parts& parts);

/// The command of the image, for a shell: it reads $PORT.
[[nodiscard]] std::string make_serve_command(
    const publish_options& options, const image_parts& parts
);

/// The words as Datasette splits --extra-options: at white space, without quotes.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text);

/// As one word of a POSIX shell. @source Python's shlex.quote.
[[nodiscard]] std::string shell_quote(std::string_view word);

}  // namespace dsgw
