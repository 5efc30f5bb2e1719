#pragma once

// Header fields from text, together with the text their views point into; and the vectors.

#include "gateway/http/head_fields.hpp"

#include <boost/json/parse.hpp>

#include <deque>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dsgw::test {

class kept_fields
{
public:
    kept_fields() = default;
    kept_fields(std::initializer_list<std::pair<std::string, std::string>> lines)
    {
        for (const auto& [name, value] : lines)
            add(name, value);
    }
    explicit kept_fields(const std::vector<std::pair<std::string, std::string>>& lines)
    {
        for (const auto& [name, value] : lines)
            add(name, value);
    }
    kept_fields(const kept_fields&) = delete;
    kept_fields& operator=(const kept_fields&) = delete;

    void add(const std::string& name, const std::string& value)
    {
        const auto& kept = texts_.emplace_back(name, value);
        const auto id = boost::beast::http::string_to_field(kept.first);
        fields_.push_back({id, kept.first, kept.second});
    }
    operator const header_fields&() const { return fields_; }

private:
    std::deque<std::pair<std::string, std::string>> texts_;
    header_fields fields_;
};

/// The file of tests/vectors/, parsed. @throws if it is missing or not JSON.
inline boost::json::value load_vectors(const std::string& file)
{
    std::ifstream in(DSGW_VECTORS "/" + file, std::ios::binary);
    if (!in) throw std::runtime_error("no vectors " + file);
    std::ostringstream text;
    text << in.rdbuf();
    return boost::json::parse(text.str());
}

/// The bytes whose code points (all below 256) the text names: a header as it was sent.
inline std::string latin1_of(const boost::json::value& string)
{
    const auto& text = string.as_string();
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            bytes += text[i];
        } else {
            const auto low = static_cast<unsigned char>(text[++i]) & 0x3fu;
            bytes += static_cast<char>((c & 0x03u) << 6 | low);
        }
    }
    return bytes;
}

}  // namespace dsgw::test
