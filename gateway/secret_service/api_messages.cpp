#include "gateway/secret_service/api_messages.hpp"

#include "base/url.hpp"
#include "base/utf8.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <array>

namespace dsgw::secrets_api {

namespace json = boost::json;

namespace {

constexpr std::string_view secrets_path = "/v1/secrets/";
constexpr std::string_view registrations_path = "/v1/registrations";
constexpr std::string_view actor_parameter = "actor_id=";

enum class part
{
    path,
    query,  ///< in which "+" is a space, as forms and urlencode() write it
};

/// @return nothing for a "%" without two digits, or if the result is not UTF-8.
std::optional<std::string> decode(std::string_view text, part of)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i] == '+' && of == part::query ? ' ' : text[i];
            continue;
        }
        const auto byte = percent_byte(text, i);
        if (!byte) return {};
        out += *byte;
        i += 2;
    }
    if (find_bad_utf8(out)) return {};
    return out;
}

question parse_secret(std::string_view rest)
{
    const auto mark = rest.find('?');
    auto name = decode(rest.substr(0, mark), part::path);
    if (!name || name->empty() || rest.substr(0, mark).find('/') != rest.npos)
        return refusal{400, "the name of the secret is malformed"};
    secret_question made{std::move(*name), std::nullopt};
    if (mark == rest.npos) return made;
    const auto query = rest.substr(mark + 1);
    if (!query.starts_with(actor_parameter) || query.find('&') != query.npos)
        return refusal{400, "the query must be actor_id=ID, or absent"};
    auto actor = decode(query.substr(actor_parameter.size()), part::query);
    if (!actor) return refusal{400, "the actor's id is malformed"};
    if (!actor->empty()) made.actor_id = std::move(*actor);
    return made;
}

/// Writes a whole JSON text into memory that is wiped: first computes its size.
class wiped_text
{
public:
    explicit wiped_text(std::size_t size) : bytes_(size) {}

    void add(std::string_view text)
    {
        text.copy(bytes_.data() + end_, text.size());
        end_ += text.size();
    }

    void add_escaped(std::string_view text)
    {
        for (const char& c : text)
            add(escape(c));
    }

    static std::size_t escaped_size(std::string_view text)
    {
        std::size_t size = 0;
        for (const char& c : text)
            size += escape(c).size();
        return size;
    }

    secret_bytes take() { return std::move(bytes_); }

private:
    static std::string_view escape(const char& c)
    {
        static const auto controls = make_controls();
        const auto byte = static_cast<unsigned char>(c);
        if (byte < controls.size()) return controls[byte];
        if (c == '"') return "\\\"";
        if (c == '\\') return "\\\\";
        return {&c, 1};
    }

    static std::array<std::string, 0x20> make_controls()
    {
        constexpr std::string_view digits = "0123456789abcdef";
        std::array<std::string, 0x20> all;
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i] = std::string("\\u00") + digits[i / 16] + digits[i % 16];
        return all;
    }

    secret_bytes bytes_;
    std::size_t end_ = 0;
};

std::string_view reason_of(unsigned status)
{
    switch (status) {
        case 200:
            return "OK";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 411:
            return "Length Required";
        case 413:
            return "Content Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        default:
            return "Bad Request";
    }
}

std::string make_head(unsigned status, std::size_t body_bytes, connection_fate then)
{
    std::string head = "HTTP/1.1 ";
    append_number(status, head);
    head.append(" ").append(reason_of(status));
    head += "\r\nContent-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: ";
    append_number(body_bytes, head);
    if (then == connection_fate::close) head += "\r\nConnection: close";
    head += "\r\n\r\n";
    return head;
}

secret_bytes make_plain_answer(unsigned status, const json::object& body, connection_fate then)
{
    const auto text = json::serialize(body);
    return secret_bytes(make_head(status, text.size(), then) + text);
}

/// @return the error, or "".
std::string read_registration(const json::value& entry, secrets::registration& into)
{
    const auto* object = entry.if_object();
    if (!object) return "a registration must be an object";
    const std::pair<std::string_view, std::string*> members[] = {
        {"name", &into.name},
        {"description", &into.description},
        {"obtain_url", &into.obtain_url},
        {"obtain_label", &into.obtain_label},
    };
    for (const auto& [key, place] : members) {
        const auto* value = object->if_contains({key.data(), key.size()});
        if (!value || value->is_null()) continue;
        if (!value->is_string()) return std::string(key) + " must be a string";
        *place = std::string(value->get_string());
    }
    return into.name.empty() ? "name is missing" : "";
}

}  // namespace

question parse_question(std::string_view method, std::string_view target)
{
    const bool is_registration = target == registrations_path;
    if (!is_registration && !target.starts_with(secrets_path))
        return refusal{404, "not found; the paths are /v1/secrets/NAME and /v1/registrations"};
    if (method != (is_registration ? "POST" : "GET"))
        return refusal{405, is_registration ? "use POST" : "use GET"};
    if (is_registration) return registrations_follow{};
    return parse_secret(target.substr(secrets_path.size()));
}

std::variant<std::vector<secrets::registration>, refusal> parse_registrations(std::string_view body)
{
    boost::system::error_code ec;
    const auto parsed = json::parse({body.data(), body.size()}, ec);
    if (ec) return refusal{400, "the body is not JSON: " + ec.message()};
    const auto* object = parsed.if_object();
    const auto* list = object ? object->if_contains("secrets") : nullptr;
    if (!list || !list->is_array())
        return refusal{400, "the body must be an object with a list \"secrets\""};
    std::vector<secrets::registration> all;
    for (const auto& entry : list->get_array()) {
        secrets::registration one;
        if (auto wrong = read_registration(entry, one); !wrong.empty())
            return refusal{400, "secrets[" + std::to_string(all.size()) + "]: " + wrong};
        all.push_back(std::move(one));
    }
    return all;
}

secret_bytes make_secret_answer(
    std::string_view name, const secrets::found_secret& found, connection_fate then
)
{
    const auto value = found.value.view();
    const bool is_stored = found.source == secrets::value_source::store;
    std::string before = "{\"name\":" + json::serialize(json::string(name.data(), name.size()));
    before += ",\"value\":\"";
    std::string behind = "\",\"source\":";
    behind += is_stored ? "\"store\",\"version\":" + std::to_string(found.version)
                        : "\"env\",\"version\":null";
    behind += "}";
    const auto size = before.size() + wiped_text::escaped_size(value) + behind.size();
    const auto head = make_head(200, size, then);
    wiped_text answer(head.size() + size);
    answer.add(head);
    answer.add(before);
    answer.add_escaped(value);
    answer.add(behind);
    return answer.take();
}

secret_bytes make_registered_answer(const std::vector<std::string>& refused, connection_fate then)
{
    json::array names(refused.begin(), refused.end());
    return make_plain_answer(200, {{"refused", std::move(names)}}, then);
}

secret_bytes make_refusal(const refusal& what, connection_fate then)
{
    return make_plain_answer(what.status, {{"error", what.why}}, then);
}

refusal refusal_of(const secrets::failure& why)
{
    const bool may_pass = why.code == secrets::errc::overloaded ||
                          why.code == secrets::errc::stopped ||
                          why.code == store::errc::database_locked;
    return {may_pass ? 503u : 500u, why.message};
}

}  // namespace dsgw::secrets_api
