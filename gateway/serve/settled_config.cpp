#include "gateway/serve/settled_config.hpp"

#include "gateway/http/limits.hpp"

#include <sodium.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

namespace dsgw {

namespace {

/// Contents and names of the files of a configuration. Names count too, since a file can appear or
/// disappear.
std::string digest_of_files(const std::vector<std::string>& paths)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, crypto_generichash_BYTES);
    const auto add = [&](const char* bytes, std::size_t size) {
        const auto* first = reinterpret_cast<const unsigned char*>(bytes);
        crypto_generichash_update(&state, first, size);
    };
    std::vector<char> piece(64 * 1024);
    for (const auto& path : paths) {
        add(path.c_str(), path.size() + 1);
        std::ifstream in(path, std::ios::binary);
        std::uint64_t total = 0;
        while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0
        ) {
            const auto size = static_cast<std::size_t>(in.gcount());
            add(piece.data(), size);
            total += size;
            if (total > limits::config_digest_bytes_max) break;  // larger files are refused anyway
        }
        const auto end = std::to_string(total);
        add(end.c_str(), end.size() + 1);
    }
    std::string digest(crypto_generichash_BYTES, '\0');
    crypto_generichash_final(
        &state, reinterpret_cast<unsigned char*>(digest.data()), digest.size()
    );
    sodium_memzero(piece.data(), piece.size());
    return digest;
}

}  // namespace

task<load_result> load_settled_config(asio::io_context& context, const serve_options& options)
{
    const auto digest = [&](const load_result& loaded) {
        auto paths = loaded.files;
        if (options.ssl_keyfile) paths.push_back(*options.ssl_keyfile);
        if (options.ssl_certfile) paths.push_back(*options.ssl_certfile);
        return digest_of_files(paths);
    };
    auto loaded = load_config(options.inputs);
    auto before = digest(loaded);
    for (unsigned reads = 1; reads < limits::config_settle_reads; ++reads) {
        steady_timer pause(context.get_executor(), limits::config_settle_pause);
        co_await pause.async_wait(as_result);
        loaded = load_config(options.inputs);
        auto now = digest(loaded);
        if (now == before) co_return loaded;
        before = std::move(now);
    }
    loaded.value = nullptr;
    loaded.problems.push_back(
        {"the configuration",
         "its files changed while they were read; reload again when they are complete"}
    );
    co_return loaded;
}

}  // namespace dsgw
