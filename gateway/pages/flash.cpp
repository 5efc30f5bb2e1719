#include "gateway/pages/flash.hpp"

#include "gateway/request/session_cookie.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr std::string_view messages_salt = "messages";

message_kind kind_of(const json::value& number)
{
    if (number == 2) return message_kind::warning;
    return number == 3 ? message_kind::error : message_kind::info;
}

}  // namespace

std::string keep_message(const exchange& ex, std::string_view text, message_kind kind)
{
    const json::array one{json::string(text.data(), text.size()), static_cast<int>(kind)};
    std::string cookie(messages_cookie_name);
    cookie += '=';
    cookie += ex.config->signer->sign(json::serialize(json::array{one}), messages_salt);
    return cookie + cookie_attributes(ex);
}

std::string forget_messages(const exchange& ex) { return remove_cookie(ex, messages_cookie_name); }

std::vector<flash_message> read_messages(const exchange& ex, std::string_view cookie)
{
    std::vector<flash_message> messages;
    const auto text = ex.config->signer->unsign(cookie, messages_salt);
    if (!text) return messages;
    json::error_code failure;
    const auto list = json::parse(*text, failure);
    if (failure || !list.is_array()) return messages;
    for (const auto& each : list.get_array()) {
        const auto* pair = each.if_array();
        const bool is_message = pair != nullptr && pair->size() == 2 && pair->front().is_string();
        if (!is_message) continue;
        const auto& said = pair->front().get_string();
        messages.push_back({{said.data(), said.size()}, kind_of(pair->back())});
    }
    return messages;
}

}  // namespace dsgw
