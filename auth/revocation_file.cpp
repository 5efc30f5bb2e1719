#include "auth/revocation_file.hpp"

#include "base/bytes.hpp"
#include "base/parse_number.hpp"

#include <sodium/utils.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace dsgw::auth {
namespace {

using boost::system::error_code;

std::string format_text(const revocation& entry)
{
    auto text = std::to_string(entry.expires.time_since_epoch().count());
    text += ' ';
    text += to_hex(entry.session);
    text += ' ';
    text += to_hex(entry.group);
    text += ' ';
    text += std::to_string(entry.opened.time_since_epoch().count());
    return text;
}

std::optional<revocation> parse_text(std::string_view text)
{
    const auto fields = split_record(text);
    const bool is_of_earlier_version = fields.size() == 2;
    if (!is_of_earlier_version && fields.size() != 4) return std::nullopt;
    revocation entry{};
    bool is_whole = parse_time(fields[0], entry.expires) && parse_digest(fields[1], entry.session);
    if (!is_of_earlier_version)
        is_whole =
            is_whole && parse_digest(fields[2], entry.group) && parse_time(fields[3], entry.opened);
    if (!is_whole) return std::nullopt;
    return entry;
}

}  // namespace

bool parse_time(std::string_view text, unix_time& into)
{
    const auto seconds = parse_number<std::int64_t>(text);
    if (seconds) into = unix_time(std::chrono::seconds(*seconds));
    return seconds.has_value();
}

bool parse_digest(std::string_view hex, revocation_digest& into)
{
    std::size_t size = 0;
    const char* end = nullptr;
    const auto bad =
        sodium_hex2bin(into.data(), into.size(), hex.data(), hex.size(), nullptr, &size, &end);
    return bad == 0 && end == hex.data() + hex.size() && size == into.size();
}

std::string format_revocation(const revocation& entry) { return seal_record(format_text(entry)); }

std::optional<revocation> parse_revocation(std::string_view line)
{
    const auto text = open_record(line);
    if (!text) return std::nullopt;
    return parse_text(*text);
}

boost::system::result<revocation_file> revocation_file::open(const std::string& path)
{
    auto opened = record_file::open(path);
    if (!opened) return opened.error();
    revocation_file made;
    made.file_ = std::move(*opened);
    return made;
}

boost::system::result<revocation_file::content> revocation_file::read()
{
    auto got = file_.read();
    if (!got) return got.error();
    content found;
    found.warnings = std::move(got->warnings);
    for (const auto& record : got->records) {
        if (const auto entry = parse_text(record.text)) {
            found.entries.push_back(*entry);
        } else {
            found.warnings.push_back(file_.describe_damage(record.line));
        }
    }
    return found;
}

error_code revocation_file::append(const revocation& entry)
{
    const std::vector<std::string> records(1, format_text(entry));
    return file_.append(records);
}

error_code revocation_file::replace(const std::vector<revocation>& entries)
{
    std::vector<std::string> records;
    std::ranges::transform(entries, std::back_inserter(records), format_text);
    return file_.replace(records);
}

}  // namespace dsgw::auth
