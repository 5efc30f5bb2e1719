#pragma once

// `--get PATH`: one request through a gateway that serves nobody else, as `datasette --get` makes
// it. What the gateway does on the way, it does here too: only the password is not asked for.

#include "gateway/command/cli.hpp"
#include "gateway/datasette/private_folder.hpp"
#include "gateway/net/wire.hpp"
#include "gateway/serve/state_keys.hpp"
#include "gateway/upstream/upstream_pool.hpp"

#include <memory>
#include <string>

namespace dsgw {

/// With --get, standard error is for warnings and faults unless more is asked for.
[[nodiscard]] std::string log_level_of(const serve_options& options);

/// A gateway for one request: on a socket of its own, without access log, admin listener, audit
/// file and TLS.
class single_get
{
public:
    /// @throws std::runtime_error if there is no account of that name.
    single_get(const serve_options& given, const config& configured);

    [[nodiscard]] const serve_options& options() const { return options_; }
    [[nodiscard]] const std::shared_ptr<const config>& configured() const { return configured_; }

    /// Good for this one request.
    [[nodiscard]] const state_keys& keys() const { return keys_; }

    /// Asks the gateway and prints the body of the answer and a newline on standard output.
    /// @return exit code: 0 for 200, else 1, as Datasette's. @source datasette/cli.py, serve().
    [[nodiscard]] task<int> run(asio::io_context& context) const;

private:
    private_folder folder_;
    serve_options options_;
    std::shared_ptr<const config> configured_;
    state_keys keys_ = make_passing_keys();
    std::string request_;
};

}  // namespace dsgw
