#include "gateway/config/settings.hpp"

#include "gateway/config/config_tree.hpp"
#include "gateway/config/settings_table.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>

namespace dsgw {

namespace json = boost::json;

namespace {

bool is_number_in_range(const setting_row& row, const json::value& value)
{
    const bool is_integer = value.is_int64() || value.is_uint64();
    if (!is_integer && !(row.kind == setting_kind::decimal && value.is_double())) return false;
    const auto number = value.to_number<double>();
    if (number == 0 && row.zero_is_no_limit) return true;
    const double low = row.kind == setting_kind::decimal ? 0.001 : static_cast<double>(row.low);
    return number >= low && number <= static_cast<double>(row.high);
}

bool is_list_of(json::kind kind, const json::value& value)
{
    const auto* list = value.if_array();
    return list && std::all_of(list->begin(), list->end(), [&](const json::value& element) {
               return element.kind() == kind;
           });
}

bool is_right_kind(const setting_row& row, const json::value& value)
{
    switch (row.kind) {
        case setting_kind::choice: {
            const auto* text = value.if_string();
            return text && std::find(
                               row.choices.begin(), row.choices.end(),
                               std::string_view(text->data(), text->size())
                           ) != row.choices.end();
        }
        case setting_kind::flag:
            return value.is_bool();
        case setting_kind::whole:
        case setting_kind::decimal:
            return is_number_in_range(row, value);
        case setting_kind::text:
            return value.is_string();
        case setting_kind::text_list:
            return is_list_of(json::kind::string, value);
        case setting_kind::path_list: {
            const auto* list = value.if_array();
            return list && std::all_of(list->begin(), list->end(), [](const json::value& element) {
                       return element.is_string() || element.is_object();
                   });
        }
        case setting_kind::object:
            return value.is_object();
        case setting_kind::list:
            return is_list_of(json::kind::object, value);
    }
    return false;
}

/// The possible names directly below `prefix` ("" or "auth."), each once.
std::vector<std::string_view> names_below(std::string_view prefix)
{
    std::vector<std::string_view> names;
    for (const auto& row : settings_table()) {
        if (!row.key.starts_with(prefix)) continue;
        const auto rest = row.key.substr(prefix.size());
        const auto name = rest.substr(0, rest.find('.'));
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

/// For a key in the wrong block: the dotted key of that very name, or of one like it here.
std::string suggestion(std::string_view prefix, std::string_view name)
{
    for (const auto& row : settings_table()) {
        const auto dot = row.key.rfind('.');
        if (dot != row.key.npos && row.key.substr(dot + 1) == name)
            return "; did you mean " + std::string(row.key) + "?";
    }
    return did_you_mean(name, names_below(prefix));
}

class settings_reader
{
public:
    explicit settings_reader(std::string_view where) : where_(where) {}

    void read(const json::object& block, const std::string& prefix)
    {
        for (const auto& [key, value] : block) {
            const std::string name(key);
            const auto path = prefix + name;
            const auto rows = settings_table();
            const auto row =
                std::find_if(rows.begin(), rows.end(), [&](auto& r) { return r.key == path; });
            if (row != rows.end())
                store(*row, value);
            else if (!names_below(path + '.').empty())
                read_block(value, path);
            else
                add(path,
                    make_problem("is not a setting of datasette-gateway" + suggestion(prefix, name))
                );
        }
    }

    settings_result out;

private:
    void read_block(const json::value& value, const std::string& path)
    {
        if (value.is_null()) return;
        if (const auto* block = value.if_object())
            read(*block, path + '.');
        else
            add(path, make_problem("must be an object of settings"));
    }

    void store(const setting_row& row, const json::value& value)
    {
        if (value.is_null()) return;  // as if it were not there
        if (!is_right_kind(row, value)) {
            // The value itself is not shown: it may have come out of a secret file.
            const auto range = range_text(row);
            const bool one_of = row.kind == setting_kind::choice;
            std::string what = one_of ? "must be one of " + range
                                      : "must be of type: " + std::string(kind_name(row.kind));
            if (!one_of && !range.empty()) what += ", " + range;
            if (!row.unit.empty()) what += " (" + std::string(row.unit) + ')';
            add(row.key, make_problem(std::move(what)));
            return;
        }
        if (auto wrong = row.store(out.value, value)) add(row.key, *std::move(wrong));
    }

    std::string join_key(std::string_view key) const { return where_ + '.' + std::string(key); }
    void add(std::string_view key, problem found)
    {
        found.location = join_key(key);
        out.problems.push_back(std::move(found));
    }

    std::string where_;
};

}  // namespace

settings_result parse_settings(const json::object& block, std::string_view where)
{
    settings_reader work(where);
    work.read(block, {});
    return std::move(work.out);
}

std::string_view kind_name(setting_kind kind)
{
    switch (kind) {
        case setting_kind::choice:
        case setting_kind::text:
            return "text";
        case setting_kind::flag:
            return "true or false";
        case setting_kind::whole:
            return "integer";
        case setting_kind::decimal:
            return "number";
        case setting_kind::text_list:
            return "list of strings";
        case setting_kind::path_list:
            return "list of strings or objects";
        case setting_kind::object:
            return "object";
        case setting_kind::list:
            return "list of objects";
    }
    return "";
}

std::string meaning_text(const setting_row& row)
{
    std::string text(row.meaning);
    if (row.needs_restart != nullptr) text += "; a change needs a restart";
    return text;
}

std::string range_text(const setting_row& row)
{
    std::string out;
    if (row.kind == setting_kind::choice) {
        for (const auto choice : row.choices) {
            if (!out.empty()) out += ", ";
            out += '"' + std::string(choice) + '"';
        }
    } else if (row.kind == setting_kind::whole || row.kind == setting_kind::decimal) {
        const bool decimal_kind = row.kind == setting_kind::decimal;
        if (row.zero_is_no_limit) out = "0 (no limit) or ";
        out +=
            (decimal_kind ? "0.001" : std::to_string(row.low)) + " to " + std::to_string(row.high);
    }
    return out;
}

std::string settings_as_markdown()
{
    std::string out =
        "| key | type | unit | default | range | meaning |\n"
        "| --- | --- | --- | --- | --- | --- |\n";
    for (const auto& row : settings_table()) {
        out += "| `" + std::string(row.key) + "` | " + std::string(kind_name(row.kind)) + " | " +
               std::string(row.unit) + " | " + std::string(row.default_value) + " | " +
               range_text(row) + " | " + meaning_text(row) + " |\n";
    }
    return out;
}

}  // namespace dsgw
