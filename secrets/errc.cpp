#include "secrets/errc.hpp"

#include "base/error_table.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace dsgw::secrets {
namespace {

constexpr std::array<error_text<errc>, static_cast<std::size_t>(errc::export_failed)> rows{{
    {errc::malformed_key,
     "the encryption key is not url-safe base64 with its padding, as "
     "generate-encryption-key prints it (44 characters)"},
    {errc::key_of_wrong_size,
     "the encryption key does not have 32 bytes: it was truncated, or is not a "
     "Fernet key"},
    {errc::no_key,
     "no encryption key is configured (plugins.datasette-gateway.secrets.keys or "
     "plugins.datasette-secrets.encryption-key)"},
    {errc::unknown_key_name, "no configured encryption key has that name"},
    {errc::ambiguous_key_name, "two different encryption keys have the same name"},
    {errc::keys_open_nothing,
     "the configured encryption keys decrypt none of the stored secrets: configure "
     "the key that encrypted them"},
    {errc::malformed_token, "the stored value is not a Fernet token"},
    {errc::wrong_key, "the Fernet token was made with another key, or was changed"},
    {errc::row_unreadable,
     "none of the configured encryption keys decrypts the stored value: it was "
     "encrypted with another key, or is damaged"},
    {errc::name_not_allowed,
     "a secret's name must have 1 to 100 of the characters A-Z a-z 0-9 _ . -"},
    {errc::value_missing, "the secret is empty"},
    {errc::value_too_long, "the secret is longer than 1 MiB"},
    {errc::value_is_binary,
     "the secret contains a NUL byte: encode binary values, for example as base64"},
    {errc::value_not_utf8, "the secret is not UTF-8: encode binary values, for example as base64"},
    {errc::note_too_long, "the note is longer than 100 characters"},
    {errc::note_not_utf8, "the note is not UTF-8 text"},
    {errc::version_changed,
     "another user has changed the secret in the meantime: check the current version"},
    {errc::no_such_secret, "there is no such secret"},
    {errc::no_such_version, "the secret has no such version"},
    {errc::unknown_database, "the database setting names none of the served databases"},
    {errc::no_place,
     "there is no place to store the secrets: neither HOME nor XDG_STATE_HOME is "
     "set, so set plugins.datasette-gateway.secrets.path"},
    {errc::table_missing, "the table datasette_secrets is missing"},
    {errc::table_of_other_schema,
     "the schema of the table datasette_secrets differs from that of "
     "datasette-secrets"},
    {errc::overloaded, "too many requests for secrets are waiting: try again"},
    {errc::stopped, "the store of secrets is stopping"},
    {errc::passphrase_missing, "an export needs a passphrase"},
    {errc::not_an_export, "not an export of secrets"},
    {errc::export_of_other_version, "the export was made by a newer version of this program"},
    {errc::wrong_passphrase, "the passphrase is wrong, or the file was changed"},
    {errc::export_damaged, "the export was changed or truncated; nothing was imported"},
    {errc::export_failed, "out of memory while hashing the passphrase"},
}};

static_assert(covers_every_code(rows), "each errc needs its row, in the order of the enumerators");

}  // namespace

const boost::system::error_category& secrets_category() noexcept
{
    static const error_table<errc> instance("dsgw.secrets", rows);
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), secrets_category()};
}

}  // namespace dsgw::secrets
