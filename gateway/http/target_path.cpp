#include "gateway/http/target_path.hpp"

#include "base/url.hpp"

#include <vector>

namespace dsgw {

namespace {

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace

std::string decode_percent(std::string_view text)
{
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = text[i] == '%' ? percent_byte(text, i) : std::nullopt;
        decoded += byte.value_or(text[i]);
        if (byte) i += 2;
    }
    return decoded;
}

std::string normalise_path(std::string_view target)
{
    const auto decoded = decode_percent(path_of(target));
    std::vector<std::string_view> segments;
    std::string_view rest = decoded;
    bool ends_with_slash = false;
    while (!rest.empty()) {
        const auto slash = rest.find('/');
        const auto segment = rest.substr(0, slash);
        rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
        ends_with_slash = slash != std::string_view::npos || segment == "." || segment == "..";
        if (segment.empty() || segment == ".") continue;
        if (segment != "..") {
            segments.push_back(segment);
        } else if (!segments.empty()) {
            segments.pop_back();
        }
    }
    std::string path;
    for (const auto segment : segments) {
        path += '/';
        path += segment;
    }
    if (path.empty() || ends_with_slash) path += '/';
    return path;
}

bool is_plain_path(std::string_view target)
{
    const auto path = path_of(target);
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '%' || path[i] == '\\') return false;
        const bool segment_begins = i > 0 && path[i - 1] == '/';
        if (segment_begins && (path[i] == '/' || path[i] == '.')) return false;
    }
    return true;
}

std::string_view query_of(std::string_view target)
{
    const auto question = target.find('?');
    return question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
}

std::string_view take_pair(std::string_view& query)
{
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    return pair;
}

std::string query_parameter(std::string_view target, std::string_view name)
{
    auto query = query_of(target);
    while (!query.empty()) {
        const auto pair = take_pair(query);
        const auto equals = pair.find('=');
        if (decode_percent(pair.substr(0, equals)) != name) continue;
        if (equals == std::string_view::npos) return {};
        std::string value(pair.substr(equals + 1));
        for (auto& c : value) {
            if (c == '+') c = ' ';
        }
        return decode_percent(value);
    }
    return {};
}

}  // namespace dsgw
