#pragma once

// What programs say to the secrets' socket and what they are told: targets and JSON in, whole HTTP
// answers out. Answers may hold values, so they are wiped when they go. Pure.
//
//   GET /v1/secrets/NAME?actor_id=ID   200 {"name", "value", "source": "env"|"store", "version"}
//                                      404 where there is no such secret, or it is not set
//   POST /v1/registrations             {"secrets": [{"name", "description", "obtain_url",
//                                      "obtain_label"}]} -> 200 {"refused": [NAME, …]}
//
// All else, and every fault, is answered with {"error": TEXT}.

#include "base/secret_bytes.hpp"
#include "gateway/http/after_answer.hpp"
#include "secrets/get_secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dsgw::secrets_api {

using dsgw::after_answer;

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

/// All of them, or what is wrong with the first that is no registration.
[[nodiscard]] std::variant<std::vector<secrets::registration>, refusal> parse_registrations(
    std::string_view body
);

[[nodiscard]] auth::secret_bytes make_secret_answer(
    std::string_view name, const secrets::found_secret& found, after_answer then
);
[[nodiscard]] auth::secret_bytes make_registered_answer(
    const std::vector<std::string>& refused, after_answer then
);
[[nodiscard]] auth::secret_bytes make_refusal(const refusal& what, after_answer then);

/// Why the store had no answer.
[[nodiscard]] refusal refusal_of(const secrets::failure& why);

}  // namespace dsgw::secrets_api
