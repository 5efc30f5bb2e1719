#include "gateway/net/tls.hpp"

#include <openssl/err.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace dsgw {

namespace {

/// A ticket key set as OpenSSL keeps it: name, HMAC key, AES key.
constexpr int ticket_key_bytes = 80;

/// With forward secrecy and authenticated encryption, like all suites of TLS 1.3: no static RSA, no
/// CBC.
constexpr const char* tls_1_2_suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

[[noreturn]] void fail(const std::string& what, const std::string& file)
{
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_get_error(), reason.data(), reason.size());
    ERR_clear_error();
    throw std::runtime_error(what + " " + file + ": " + reason.data());
}

/// We speak only HTTP/1.1: a client that offers ALPN without it gets an alert.
int select_http11(
    SSL* /*ssl*/, const unsigned char** out, unsigned char* out_size, const unsigned char* offered,
    unsigned offered_size, void* /*context*/
)
{
    static constexpr std::string_view name = "http/1.1";
    for (unsigned at = 0; at < offered_size; at += 1U + offered[at]) {
        const unsigned size = offered[at];
        if (at + 1 + size > offered_size) break;
        const std::string_view protocol(reinterpret_cast<const char*>(offered + at + 1), size);
        if (protocol != name) continue;
        *out = offered + at + 1;
        *out_size = static_cast<unsigned char>(size);
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

void take_over_ticket_keys(SSL_CTX* from, SSL_CTX* to)
{
    std::array<unsigned char, ticket_key_bytes> keys{};
    if (SSL_CTX_get_tlsext_ticket_keys(from, keys.data(), ticket_key_bytes) == 1) {
        SSL_CTX_set_tlsext_ticket_keys(to, keys.data(), ticket_key_bytes);
    }
    OPENSSL_cleanse(keys.data(), keys.size());
}

}  // namespace

ssl_context_ptr make_tls_context(const tls_files& files, const ssl_context_ptr& previous)
{
    ERR_clear_error();
    ssl_context_ptr context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    if (!context) throw std::runtime_error("OpenSSL cannot make a TLS context");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    if (SSL_CTX_set_cipher_list(context.get(), tls_1_2_suites) != 1)
        throw std::runtime_error("OpenSSL supports none of the cipher suites for TLS 1.2");
    SSL_CTX_set_options(
        context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                           SSL_OP_NO_COMPRESSION | SSL_OP_CLEANSE_PLAINTEXT |
                           SSL_OP_IGNORE_UNEXPECTED_EOF
    );
    SSL_CTX_set_mode(
        context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                           SSL_MODE_RELEASE_BUFFERS |
                           // The file contains the chain, so it is not built at each handshake.
                           SSL_MODE_NO_AUTO_CHAIN
    );
    // Reads a record's head and body at once.
    SSL_CTX_set_read_ahead(context.get(), 1);
    // Tickets resume sessions without a cache that threads would have to share.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    static constexpr std::array<unsigned char, 4> session_context{'d', 's', 'g', 'w'};
    SSL_CTX_set_session_id_context(context.get(), session_context.data(), session_context.size());
    SSL_CTX_set_alpn_select_cb(context.get(), select_http11, nullptr);

    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
        fail("cannot read the certificate", files.certificate);
    }
    if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        fail("cannot read the private key", files.key);
    }
    if (SSL_CTX_check_private_key(context.get()) != 1) {
        fail("the private key does not match the certificate:", files.key);
    }
    if (previous) take_over_ticket_keys(previous.get(), context.get());
    return context;
}

}  // namespace dsgw
