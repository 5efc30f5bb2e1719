#pragma once

// The server's TLS: certificate and key as an OpenSSL context, recreated on reload. Connections
// keep the context that they began with.

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace dsgw {

using ssl_context_ptr = std::shared_ptr<SSL_CTX>;

struct ssl_deleter
{
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
using ssl_ptr = std::unique_ptr<SSL, ssl_deleter>;

struct tls_files
{
    std::string key;          ///< PEM, as Datasette's --ssl-keyfile
    std::string certificate;  ///< PEM with the chain, as Datasette's --ssl-certfile
};

/// TLS 1.2 and 1.3, ALPN http/1.1, resumption by tickets.
/// @param previous  its ticket keys are kept, so that clients can resume across a reload; may be
///                  null.
/// @throws std::runtime_error that names the file and OpenSSL's error.
[[nodiscard]] ssl_context_ptr make_tls_context(
    const tls_files& files, const ssl_context_ptr& previous = nullptr
);

}  // namespace dsgw
