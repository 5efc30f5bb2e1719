#pragma once

// The configuration as a reload reads it: never one that is still being written.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

/// Reads the configuration until two reads, limits::config_settle_pause apart, find the same bytes
/// in all its files, those that $file names and the certificate included. The first half of a YAML
/// file is valid YAML too: without this it would be applied.
/// @param options  outlive the coroutine.
/// @return as load_config(); a problem if the files still change after
///         limits::config_settle_reads reads.
[[nodiscard]] task<load_result> load_settled_config(
    asio::io_context& context, const serve_options& options
);

}  // namespace dsgw
