#include "gateway/command/secrets_text.hpp"

#include "secrets/value_rules.hpp"

#include <algorithm>
#include <ostream>

namespace dsgw {

namespace {

using row = std::vector<std::string>;
using secrets::catalogue_entry;
using secrets::version_info;

std::string or_dash(const std::optional<std::string>& text)
{
    return text && !text->empty() ? printable(*text) : "-";
}

std::string state_of(const catalogue_entry& entry)
{
    if (entry.is_from_environment) return "environment";
    if (!entry.stored) return "not set";
    return entry.stored->readable ? "set" : "no key decrypts it";
}

/// C1 control characters are two bytes in UTF-8: c2 80 to c2 9f.
bool is_c1(std::string_view text, std::size_t at)
{
    return text[at] == '\xc2' && at + 1 < text.size() &&
           static_cast<unsigned char>(text[at + 1]) < 0xa0;
}

}  // namespace

std::string printable(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f) {
            out += '?';
        } else if (is_c1(text, i)) {
            out += '?';
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

std::string count_text(std::size_t count, std::string_view one)
{
    return std::to_string(count) + ' ' + std::string(one) + (count == 1 ? "" : "s");
}

void print_table(std::ostream& out, const std::vector<row>& rows)
{
    std::vector<std::size_t> widths(rows.front().size());
    for (const auto& cells : rows)
        for (std::size_t i = 0; i < cells.size(); ++i)
            widths[i] = std::max(widths[i], secrets::count_characters(cells[i]));
    for (const auto& cells : rows) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            line += cells[i];
            line.append(widths[i] + 2 - secrets::count_characters(cells[i]), ' ');
        }
        out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    }
}

void print_catalogue(std::ostream& out, std::span<const catalogue_entry> entries)
{
    std::vector<row> rows{{"NAME", "STATE", "VERSION", "UPDATED", "BY", "LAST USED", "NOTE"}};
    for (const auto& entry : entries) {
        const auto stored = entry.stored.value_or(version_info{});
        rows.push_back(
            {printable(entry.about.name), state_of(entry),
             entry.stored ? std::to_string(stored.version) : "-", or_dash(stored.updated_at),
             or_dash(stored.updated_by), or_dash(stored.last_used_at), or_dash(stored.note)}
        );
    }
    print_table(out, rows);
}

void print_versions(std::ostream& out, std::span<const version_info> versions)
{
    std::vector<row> rows{{"VERSION", "UPDATED", "BY", "LAST USED", "BY", "KEY", "NOTE"}};
    for (const auto& one : versions) {
        const std::string key =
            one.readable ? one.key_name : one.key_name + " (does not decrypt it)";
        rows.push_back(
            {std::to_string(one.version), or_dash(one.updated_at), or_dash(one.updated_by),
             or_dash(one.last_used_at), or_dash(one.last_used_by), printable(key),
             or_dash(one.note)}
        );
    }
    print_table(out, rows);
}

void print_audit(std::ostream& out, std::span<const secrets::audit_entry> entries)
{
    std::vector<row> rows{
        {"NUMBER", "AT", "ACTOR", "ACTION", "SECRET", "VERSION", "FROM", "DETAIL"}};
    for (const auto& one : entries) {
        rows.push_back(
            {std::to_string(one.number), printable(one.at), or_dash(one.actor),
             printable(one.action), or_dash(one.secret),
             one.version ? std::to_string(*one.version) : "-", printable(one.client),
             or_dash(one.detail)}
        );
    }
    print_table(out, rows);
}

}  // namespace dsgw
