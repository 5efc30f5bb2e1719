#pragma once

// The messages of the secrets' socket: targets and JSON in, whole HTTP responses out. Responses may
// contain values, so they are wiped when they are destroyed. Pure.
//
//   GET /v1/secrets/NAME?actor_id=ID   200 {"name", "value", "source": "env"|"store", "version"}
//                                      404 if there is no such secret, or it is not set
//   POST /v1/registrations             {"secrets": [{"name", "description", "obtain_url",
//                                      "obtain_label"}]} -> 200 {"refused": [NAME, …]}
//
// All other requests, and every error, get {"error": TEXT}.

#include "base/secret_bytes.hpp"
#include "gateway/http/errc.hpp"
#include "secrets/get_secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dsgw::secrets_api {

using dsgw::connection_fate;

struct secret_question
{
    std::string name;  ///< any text
    std::optional<std::string> actor_id;
};

struct registrations_follow
{};

struct refusal
{
    unsigned status;  ///< 400, 404, 405, …
    std::string why;
};

using question = std::variant<secret_question, registrations_follow, refusal>;

/// @param target  in origin form.
[[nodiscard]] question parse_question(std::string_view method, std::string_view target);

/// All of them, or the error of the first that is not a registration.
[[nodiscard]] std::variant<std::vector<secrets::registration>, refusal> parse_registrations(
    std::string_view body
);

[[nodiscard]] secret_bytes make_secret_answer(
    std::string_view name, const secrets::found_secret& found, connection_fate then
);
[[nodiscard]] secret_bytes make_registered_answer(
    const std::vector<std::string>& refused, connection_fate then
);
[[nodiscard]] secret_bytes make_refusal(const refusal& what, connection_fate then);

/// The reason why the store has no result.
[[nodiscard]] refusal refusal_of(const secrets::failure& why);

}  // namespace dsgw::secrets_api
