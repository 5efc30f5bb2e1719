#pragma once

// The configuration as a reload reads it: never a half-written one.

#include "gateway/command/cli.hpp"
#include "gateway/config/config.hpp"
#include "gateway/net/wire.hpp"

namespace dsgw {

/// Reads the configuration until two reads, limits::config_settle_pause apart, find the same bytes
/// in all its files, including the files of $file and the certificate. The first half of a YAML
/// file is valid YAML too, and would be applied otherwise.
/// @param options  must outlive the coroutine.
/// @return as load_config(); a problem if the files still change after limits::config_settle_reads
///         reads.
[[nodiscard]] task<load_result> load_settled_config(
    asio::io_context& context, const serve_options& options
);

}  // namespace dsgw
