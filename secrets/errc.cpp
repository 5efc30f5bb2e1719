#include "secrets/errc.hpp"

#include <string>

namespace dsgw::secrets {
namespace {

const char* key_text_of(errc code)
{
    switch (code) {
        case errc::malformed_key:
            return "the encryption key is not url-safe base64 with its padding, as "
                   "generate-encryption-key prints it (44 characters)";
        case errc::key_of_wrong_size:
            return "the encryption key does not have 32 bytes: it was truncated, or is not a "
                   "Fernet key";
        case errc::no_key:
            return "no encryption key is configured (plugins.datasette-gateway.secrets.keys or "
                   "plugins.datasette-secrets.encryption-key)";
        case errc::unknown_key_name:
            return "no configured encryption key has that name";
        case errc::ambiguous_key_name:
            return "two different encryption keys have the same name";
        case errc::keys_open_nothing:
            return "the configured encryption keys decrypt none of the stored secrets: configure "
                   "the key that encrypted them";
        case errc::malformed_token:
            return "the stored value is not a Fernet token";
        case errc::wrong_key:
            return "the Fernet token was made with another key, or was changed";
        case errc::row_unreadable:
            return "none of the configured encryption keys decrypts the stored value: it was "
                   "encrypted with another key, or is damaged";
        default:
            return nullptr;
    }
}

const char* value_text_of(errc code)
{
    switch (code) {
        case errc::name_not_allowed:
            return "a secret's name must have 1 to 100 of the characters A-Z a-z 0-9 _ . -";
        case errc::value_missing:
            return "the secret is empty";
        case errc::value_too_long:
            return "the secret is longer than 1 MiB";
        case errc::value_is_binary:
            return "the secret contains a NUL byte: encode binary values, for example as base64";
        case errc::value_not_utf8:
            return "the secret is not UTF-8: encode binary values, for example as base64";
        case errc::note_too_long:
            return "the note is longer than 100 characters";
        case errc::note_not_utf8:
            return "the note is not UTF-8 text";
        case errc::version_changed:
            return "another user has changed the secret meanwhile: check the current version";
        case errc::no_such_secret:
            return "there is no such secret";
        case errc::no_such_version:
            return "the secret has no such version";
        default:
            return nullptr;
    }
}

const char* place_text_of(errc code)
{
    switch (code) {
        case errc::unknown_database:
            return "the database setting names none of the served databases";
        case errc::no_place:
            return "there is no place to store the secrets: neither HOME nor XDG_STATE_HOME is "
                   "set, so set plugins.datasette-gateway.secrets.path";
        case errc::table_missing:
            return "the table datasette_secrets is missing";
        case errc::table_of_other_schema:
            return "the schema of the table datasette_secrets differs from that of "
                   "datasette-secrets";
        default:
            return nullptr;
    }
}

const char* other_text_of(errc code)
{
    switch (code) {
        case errc::overloaded:
            return "too many requests for secrets are waiting: try again";
        case errc::stopped:
            return "the store of secrets is stopping";
        case errc::passphrase_missing:
            return "an export needs a passphrase";
        case errc::not_an_export:
            return "not an export of secrets";
        case errc::export_of_other_version:
            return "the export was made by a newer version of this program";
        case errc::wrong_passphrase:
            return "the passphrase is wrong, or the file was changed";
        case errc::export_damaged:
            return "the export was changed or truncated; nothing was imported";
        case errc::export_failed:
            return "out of memory while hashing the passphrase";
        default:
            return nullptr;
    }
}

const char* text_of(errc code)
{
    for (const auto& part : {key_text_of, value_text_of, place_text_of, other_text_of}) {
        if (const char* text = part(code)) return text;
    }
    return "unknown error";
}

// Boost gives error_category no virtual destructor on purpose: categories are never deleted.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "dsgw.secrets"; }
    [[nodiscard]] std::string message(int value) const override
    {
        return text_of(static_cast<errc>(value));
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& secrets_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), secrets_category()};
}

}  // namespace dsgw::secrets
