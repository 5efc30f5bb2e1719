#include "gateway/serve/serving.hpp"

namespace dsgw {

serving make_serving(
    const serve_options& options, const serving& before, std::shared_ptr<const config> snapshot
)
{
    serving made;
    made.snapshot = std::move(snapshot);
    made.upstream = before.upstream;
    if (options.ssl_certfile) {
        made.tls =
            make_tls_context(tls_files{*options.ssl_keyfile, *options.ssl_certfile}, before.tls);
        if (options.hsts.count() > 0) {
            made.hsts = "max-age=" + std::to_string(options.hsts.count());
        }
    }
    return made;
}

}  // namespace dsgw
