#include "secrets/export_file.hpp"

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "secrets/limits.hpp"

#include <sodium/crypto_pwhash.h>
#include <sodium/crypto_secretstream_xchacha20poly1305.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace dsgw::secrets {
namespace {

constexpr std::string_view opening = "datasette-gateway secrets ";
constexpr std::string_view first_line = "datasette-gateway secrets 1\n";
constexpr std::size_t salt_bytes = crypto_pwhash_SALTBYTES;
constexpr std::size_t header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t added_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t preface_bytes = first_line.size() + salt_bytes + 8 + 8 + header_bytes;
constexpr unsigned char tag_message = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
constexpr unsigned char tag_final = crypto_secretstream_xchacha20poly1305_TAG_FINAL;

void append_number(std::string& out, std::uint64_t number, unsigned bytes)
{
    for (unsigned shift = 0; shift < 8 * bytes; shift += 8)
        out.push_back(static_cast<char>(number >> shift & 0xff));
}

std::uint64_t number_of(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (std::size_t at = bytes.size(); at > 0; --at)
        number = number << 8 | static_cast<unsigned char>(bytes[at - 1]);
    return number;
}

// Reads from the front. A request for more bytes than are left returns nothing.
class reader
{
public:
    explicit reader(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] std::optional<std::string_view> take(std::uint64_t size)
    {
        if (size > rest_.size()) return std::nullopt;
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

    /// A field that follows its own size in 4 bytes.
    [[nodiscard]] std::optional<std::string_view> take_sized()
    {
        const auto size = take(4);
        return size ? take(number_of(*size)) : std::nullopt;
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

std::optional<secret_bytes> derive_key(
    std::string_view passphrase, std::string_view salt, const export_cost& cost
)
{
    secret_bytes key(crypto_secretstream_xchacha20poly1305_KEYBYTES);
    const int failed = crypto_pwhash(
        as_unsigned(key.data()), key.size(), passphrase.data(), passphrase.size(),
        as_unsigned(salt), cost.passes, cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13
    );
    if (failed != 0) return std::nullopt;
    return key;
}

// The state of one stream, wiped when it is destroyed.
struct stream
{
    stream() = default;
    ~stream() { sodium_memzero(&state, sizeof state); }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    crypto_secretstream_xchacha20poly1305_state state{};
};

void push(
    stream& to, std::string& out, std::string_view message, std::string_view vouched,
    unsigned char tag
)
{
    const std::size_t size = message.size() + added_bytes;
    append_number(out, size, 4);
    const std::size_t begin = out.size();
    out.resize(begin + size);
    crypto_secretstream_xchacha20poly1305_push(
        &to.state, as_unsigned(out.data() + begin), nullptr, as_unsigned(message), message.size(),
        as_unsigned(vouched), vouched.size(), tag
    );
}

struct pulled
{
    secret_bytes message;
    unsigned char tag = 0;
};

std::optional<pulled> pull(stream& from, reader& file, std::string_view vouched)
{
    const auto sealed = file.take_sized();
    if (!sealed || sealed->size() < added_bytes) return std::nullopt;
    pulled got;
    got.message = secret_bytes(sealed->size() - added_bytes);
    const int failed = crypto_secretstream_xchacha20poly1305_pull(
        &from.state, as_unsigned(got.message.data()), nullptr, &got.tag, as_unsigned(*sealed),
        sealed->size(), as_unsigned(vouched), vouched.size()
    );
    if (failed != 0) return std::nullopt;
    return got;
}

secret_bytes pack(const exported_secret& secret)
{
    std::string head;
    append_number(head, secret.name.size(), 4);
    head.append(secret.name);
    append_number(head, secret.note.size(), 4);
    head.append(secret.note);
    secret_bytes packed(head.size() + secret.value.size());
    std::memcpy(packed.data(), head.data(), head.size());
    if (secret.value.size() > 0) {
        std::memcpy(packed.data() + head.size(), secret.value.view().data(), secret.value.size());
    }
    return packed;
}

std::optional<exported_secret> unpack(std::string_view packed)
{
    reader fields(packed);
    const auto name = fields.take_sized();
    const auto note = name ? fields.take_sized() : std::nullopt;
    if (!note || name->empty()) return std::nullopt;
    return exported_secret{std::string(*name), std::string(*note), secret_bytes(fields.rest())};
}

struct preface
{
    std::string_view salt;
    export_cost cost;
    std::string_view header;
};

result<preface> read_preface(std::string_view bytes)
{
    if (!bytes.starts_with(opening)) return make_failure(errc::not_an_export);
    if (!bytes.starts_with(first_line)) {
        const bool is_cut = first_line.starts_with(bytes);
        return make_failure(is_cut ? errc::export_damaged : errc::export_of_other_version);
    }
    reader fields(bytes.substr(first_line.size()));
    const auto salt = fields.take(salt_bytes);
    const auto passes = fields.take(8);
    const auto memory = fields.take(8);
    const auto header = fields.take(header_bytes);
    if (!salt || !passes || !memory || !header) return make_failure(errc::export_damaged);

    const export_cost cost{number_of(*passes), number_of(*memory)};
    if (cost.passes < crypto_pwhash_OPSLIMIT_MIN || cost.passes > limits::export_passes_max ||
        cost.memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
        cost.memory_bytes > limits::export_memory_bytes_max)
        return make_failure(errc::export_damaged);
    return preface{*salt, cost, *header};
}

result<std::vector<exported_secret>> read_messages(stream& from, reader& file)
{
    std::vector<exported_secret> secrets;
    for (;;) {
        const auto next = pull(from, file, {});
        if (!next) return make_failure(errc::export_damaged);
        if (next->tag == tag_final) break;
        auto secret = unpack(next->message.view());
        if (!secret) return make_failure(errc::export_damaged);
        secrets.push_back(std::move(*secret));
    }
    if (!file.rest().empty()) return make_failure(errc::export_damaged);
    return secrets;
}

}  // namespace

result<std::string> write_export(
    std::span<const exported_secret> secrets, std::string_view passphrase, export_cost cost
)
{
    if (passphrase.empty()) return make_failure(errc::passphrase_missing);
    start_sodium();
    std::string salt(salt_bytes, '\0');
    randombytes_buf(salt.data(), salt.size());
    const auto key = derive_key(passphrase, salt, cost);
    if (!key) return make_failure(errc::export_failed);

    stream to;
    std::string header(header_bytes, '\0');
    crypto_secretstream_xchacha20poly1305_init_push(
        &to.state, as_unsigned(header.data()), as_unsigned(key->view())
    );
    std::string file(first_line);
    file.append(salt);
    append_number(file, cost.passes, 8);
    append_number(file, cost.memory_bytes, 8);
    file.append(header);
    const std::string vouched = file;
    push(to, file, "", vouched, tag_message);
    for (const exported_secret& secret : secrets)
        push(to, file, pack(secret).view(), "", tag_message);
    push(to, file, "", "", tag_final);
    return file;
}

result<std::vector<exported_secret>> read_export(std::string_view file, std::string_view passphrase)
{
    if (passphrase.empty()) return make_failure(errc::passphrase_missing);
    start_sodium();
    const auto begin = read_preface(file);
    if (!begin) return begin.error();
    const auto key = derive_key(passphrase, begin->salt, begin->cost);
    if (!key) return make_failure(errc::export_failed);

    stream from;
    reader messages(file.substr(preface_bytes));
    const bool is_started = crypto_secretstream_xchacha20poly1305_init_pull(
                                &from.state, as_unsigned(begin->header), as_unsigned(key->view())
                            ) == 0;
    if (!is_started || !pull(from, messages, file.substr(0, preface_bytes)))
        return make_failure(errc::wrong_passphrase);
    return read_messages(from, messages);
}

}  // namespace dsgw::secrets
