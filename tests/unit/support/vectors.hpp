#pragma once

// Shared by the tests of this folder: the recorded behaviour of the real software, and short
// functions that make arguments.

#include "auth/actor.hpp"
#include "auth/kdf_pool.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace dsgw::auth::test {

/// The file of tests/vectors/, parsed. Throws if it is missing or not JSON.
[[nodiscard]] boost::json::value load_vectors(const std::string& file);

[[nodiscard]] std::string text_of(const boost::json::value& string);

/// The bytes whose code points (all below 256) the text names: a header as it was sent.
[[nodiscard]] std::string latin1_of(const boost::json::value& string);

/// An actor from JSON text.
[[nodiscard]] actor_ptr make_actor(std::string_view json);

/// A digest whose first bytes are this number.
[[nodiscard]] credential_digest make_digest(unsigned number);

/// A pbkdf2_sha256 hash of so few rounds that a test can have many of them checked.
[[nodiscard]] std::string make_cheap_hash(std::string_view password, unsigned rounds = 1);

/// A standard base64 encoding made without the code under test.
[[nodiscard]] std::string encode_plainly(std::string_view bytes);

}  // namespace dsgw::auth::test
