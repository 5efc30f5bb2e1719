#pragma once

// `--get PATH`: one request through a gateway that serves no other client, like `datasette --get`.
// The request passes all of the gateway's steps, but needs no password.

#include "gateway/command/cli.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/serve/state_keys.hpp"

#include <memory>
#include <string>

namespace dsgw {

/// With --get, standard error has only warnings and errors, unless --log-level is given.
[[nodiscard]] std::string log_level_of(const serve_options& options);

/// A gateway for one request: on a private socket, without access log, admin listener, audit file
/// and TLS.
class single_get
{
public:
    /// @throws std::runtime_error if there is no such account.
    single_get(const serve_options& given, const config& configured);

    [[nodiscard]] const serve_options& options() const { return options_; }
    [[nodiscard]] const std::shared_ptr<const config>& snapshot() const { return configured_; }

    /// Valid for this one request.
    [[nodiscard]] const state_keys& keys() const { return keys_; }

    /// Makes the request, and prints the body of the response and a newline on standard output.
    /// @return exit code: 0 for 200, else 1, as Datasette's.
    /// @source datasette/cli.py, serve().
    [[nodiscard]] task<int> run(asio::io_context& context) const;

private:
    private_folder folder_;
    serve_options options_;
    std::shared_ptr<const config> configured_;
    state_keys keys_ = make_passing_keys();
    std::string cookie_;  // of the account that --user names, or ""
};

}  // namespace dsgw
