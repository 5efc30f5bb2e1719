#pragma once

// The one list of words by which the name of a setting or parameter suggests a secret.

#include <string_view>

namespace dsgw {

/// Whether a setting of that name is a secret: the name is one of the words or ends with it, in any
/// spelling: "client_secret", "API-KEY", "authToken".
[[nodiscard]] bool is_sensitive_name(std::string_view name);

/// Whether a parameter of that name may hold a secret: one of the words is anywhere in the name, or
/// a mere hint such as "key" or "auth". For places where it does no harm to hide too much.
[[nodiscard]] bool may_be_sensitive_name(std::string_view name);

}  // namespace dsgw
