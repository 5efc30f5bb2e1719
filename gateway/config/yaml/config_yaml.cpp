#include "gateway/config/yaml/config_yaml.hpp"

#include "gateway/config/config_json.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/yaml/yaml_scalar.hpp"
#include "gateway/http/limits.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>

namespace dsgw {

namespace json = boost::json;

namespace {

/// Put behind the text as a comment: yaml-cpp 0.7 lets a newline at the end of the file close a
/// quote that was never closed; with this behind it, it is an error.
constexpr std::string_view end_mark = "# end of file";

constexpr std::string_view yaml_tag = "tag:yaml.org,2002:";

std::string place(const std::string& file, const YAML::Mark& mark)
{
    if (mark.is_null()) return file;
    return file + ':' + std::to_string(mark.line + 1) + ':' + std::to_string(mark.column + 1);
}

class converter
{
public:
    explicit converter(const std::string& file) : file_(file) {}

    json::value convert(const YAML::Node& node, const std::string& path, std::size_t depth);

    yaml_as_json out;

private:
    using member = std::pair<std::string, YAML::Node>;

    json::value convert_scalar(const YAML::Node& node, const std::string& path);
    json::value convert_sequence(
        const YAML::Node& node, const std::string& path, std::size_t depth
    );
    json::value convert_map(const YAML::Node& node, const std::string& path, std::size_t depth);
    bool collect_members(
        const YAML::Node& map, const std::string& path, std::size_t depth,
        std::vector<member>& members
    );
    bool merge_members(
        const YAML::Node& merged, const std::string& path, std::size_t depth,
        std::vector<member>& members
    );
    std::optional<std::string> key_text(const YAML::Node& key, const std::string& path);

    bool spend(std::size_t cost);
    void problem(const YAML::Node& at, const std::string& path, std::string what);
    void warning(const YAML::Node& at, const std::string& path, std::string what);

    const std::string& file_;
    std::size_t spent_ = 0;
};

void converter::problem(const YAML::Node& at, const std::string& path, std::string what)
{
    auto where = place(file_, at.Mark());
    out.problems.push_back({path.empty() ? where : where + ": " + path, std::move(what)});
}

void converter::warning(const YAML::Node& at, const std::string& path, std::string what)
{
    auto where = place(file_, at.Mark());
    out.warnings.push_back({path.empty() ? where : where + ": " + path, std::move(what)});
}

bool converter::spend(std::size_t cost)
{
    const bool was_in_bounds = spent_ <= limits::yaml_expanded_cost_max;
    spent_ += cost;
    if (spent_ <= limits::yaml_expanded_cost_max) return true;
    if (was_in_bounds)
        out.problems.push_back({file_, "too large once its aliases (*name) are written out"});
    return false;
}

json::value converter::convert(const YAML::Node& node, const std::string& path, std::size_t depth)
{
    if (!spend(1)) return nullptr;
    // Only a scalar has no level of its own, as in JSON. An alias to something around it ends here
    // too.
    const bool container = node.IsMap() || node.IsSequence();
    if (container && depth >= limits::config_depth_max) {
        problem(
            node, {},
            "nested deeper than " + std::to_string(limits::config_depth_max) +
                " levels (or an alias that contains itself)"
        );
        return nullptr;
    }
    switch (node.Type()) {
        case YAML::NodeType::Undefined:
        case YAML::NodeType::Null:
            return nullptr;
        case YAML::NodeType::Scalar:
            return convert_scalar(node, path);
        case YAML::NodeType::Sequence:
            return convert_sequence(node, path, depth + 1);
        case YAML::NodeType::Map:
            return convert_map(node, path, depth + 1);
    }
    return nullptr;
}

json::value converter::convert_scalar(const YAML::Node& node, const std::string& path)
{
    const std::string& text = node.Scalar();
    if (!spend(text.size() / 16)) return nullptr;
    const std::string& tag = node.Tag();
    const bool plain = tag.empty() || tag == "?";
    if (tag == "!" || tag == "tag:yaml.org,2002:str") return json::string(text);

    const auto resolved = resolve_plain_scalar(text);
    if (!plain) {
        const auto& value = resolved.value;
        const std::string kind =
            tag.starts_with(yaml_tag) ? tag.substr(yaml_tag.size()) : std::string();
        const bool number = value.is_int64() || value.is_uint64();
        if (resolved.problem.empty()) {
            if (kind == "int" && number) return value;
            if (kind == "bool" && value.is_bool()) return value;
            if (kind == "null" && value.is_null()) return value;
            if (kind == "float" && value.is_double()) return value;
            if (kind == "float" && number) return value.to_number<double>();
        }
        problem(
            node, path, "the tag " + tag + " is not supported here; write the value without it"
        );
        return nullptr;
    }
    if (!resolved.problem.empty()) problem(node, path, resolved.problem);
    if (!resolved.warning.empty()) warning(node, path, resolved.warning);
    return resolved.value;
}

json::value converter::convert_sequence(
    const YAML::Node& node, const std::string& path, std::size_t depth
)
{
    if (const auto& tag = node.Tag(); tag.size() > 1 && tag != "tag:yaml.org,2002:seq") {
        problem(node, path, "the tag " + tag + " is not supported here; write a list without it");
        return nullptr;
    }
    json::array list;
    for (const auto& element : node) {
        list.push_back(convert(element, join_path(path, list.size()), depth));
        if (spent_ > limits::yaml_expanded_cost_max) break;
    }
    return list;
}

json::value converter::convert_map(
    const YAML::Node& node, const std::string& path, std::size_t depth
)
{
    if (const auto& tag = node.Tag(); tag.size() > 1 && tag != "tag:yaml.org,2002:map") {
        problem(node, path, "the tag " + tag + " is not supported here; write the keys without it");
        return nullptr;
    }
    std::vector<member> members;
    if (!collect_members(node, path, depth, members)) return nullptr;
    json::object object;
    // A Python dict keeps a key where it came first (a merged one), with the value that came last.
    for (const auto& [key, value] : members) {
        object[key] = convert(value, join_path(path, key), depth);
        if (spent_ > limits::yaml_expanded_cost_max) break;
    }
    return object;
}

/// Merged members first, then the map's own: as PyYAML's flatten_mapping orders them.
bool converter::collect_members(
    const YAML::Node& map, const std::string& path, std::size_t depth, std::vector<member>& members
)
{
    std::vector<member> own;
    std::set<std::string> seen;
    for (const auto& pair : map) {
        if (!spend(1)) return false;
        const bool is_merge =
            pair.first.IsScalar() && pair.first.Tag() == "?" && pair.first.Scalar() == "<<";
        if (is_merge) {
            if (!merge_members(pair.second, path, depth, members)) return false;
            continue;
        }
        auto key = key_text(pair.first, path);
        if (!key) continue;
        if (!seen.insert(*key).second)
            problem(
                pair.first, join_path(path, *key),
                "the key is in the same object twice; remove one of the two"
            );
        own.emplace_back(std::move(*key), pair.second);
    }
    for (auto& m : own)
        members.push_back(std::move(m));
    return true;
}

bool converter::merge_members(
    const YAML::Node& merged, const std::string& path, std::size_t depth,
    std::vector<member>& members
)
{
    if (depth >= limits::config_depth_max) {
        problem(merged, path, "a merge (<<) that contains itself, or too many within each other");
        return false;
    }
    if (merged.IsMap()) return collect_members(merged, path, depth + 1, members);
    if (!merged.IsSequence()) {
        problem(merged, path, "<< merges a map or a list of maps, and this is neither");
        return false;
    }
    // The earlier of the list wins, so it is put in last.
    for (std::size_t i = merged.size(); i-- > 0;) {
        if (!spend(1)) return false;
        if (!merged[i].IsMap()) {
            problem(merged[i], path, "<< merges a map or a list of maps, and this is neither");
            return false;
        }
        if (!collect_members(merged[i], path, depth + 1, members)) return false;
    }
    return true;
}

std::optional<std::string> converter::key_text(const YAML::Node& key, const std::string& path)
{
    if (key.IsNull()) {
        problem(key, path, "a key is missing or null: write its name, in quotes if it is \"null\"");
        return {};
    }
    if (!key.IsScalar()) {
        problem(key, path, "a list or object cannot be a key");
        return {};
    }
    if (!spend(key.Scalar().size() / 16)) return {};
    const auto& tag = key.Tag();
    if (tag.empty() || tag == "?") {
        const auto resolved = resolve_plain_scalar(key.Scalar());
        if (!resolved.value.is_string() || !resolved.warning.empty())
            warning(
                key, join_path(path, key.Scalar()),
                "YAML does not read this key as a string; it is used as written (put it in quotes)"
            );
    }
    return key.Scalar();
}

/// Hears a document and keeps nothing of it.
class null_handler final : public YAML::EventHandler
{
    using mark = const YAML::Mark&;
    using text = const std::string&;
    using style = YAML::EmitterStyle::value;

public:
    void OnDocumentStart(mark) override {}
    void OnDocumentEnd() override {}
    void OnNull(mark, YAML::anchor_t) override {}
    void OnAlias(mark, YAML::anchor_t) override {}
    void OnScalar(mark, text, YAML::anchor_t, text) override {}
    void OnSequenceStart(mark, text, YAML::anchor_t, style) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(mark, text, YAML::anchor_t, style) override {}
    void OnMapEnd() override {}
};

/// 0, 1 or 2, which means more. YAML::LoadAll never ends after a comma at the top level.
int count_documents(const std::string& text)
{
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    null_handler handler;
    int documents = 0;
    while (documents < 2 && parser.HandleNextDocument(handler))
        ++documents;
    return documents;
}

/// YAML knows no control characters. yaml-cpp takes them, and takes leading NULs for UTF-32.
/// @source PyYAML reader.py NON_PRINTABLE (what UTF-8 alone does not rule out).
std::size_t find_unprintable(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool c0 = (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
        const auto rest = text.substr(i);
        const bool c1 = c == 0xc2 && rest.size() > 1 && rest[1] != '\x85' &&
                        static_cast<unsigned char>(rest[1]) < 0xa0;
        const bool not_a_character =
            rest.starts_with("\xef\xbf\xbe") || rest.starts_with("\xef\xbf\xbf");
        if (c0 || c1 || not_a_character) return i;
    }
    return text.npos;
}

}  // namespace

yaml_as_json parse_yaml(const std::string& text, const std::string& file)
{
    converter work(file);
    if (const auto at = find_unprintable(text); at != text.npos) {
        work.out.syntax_error = {
            text_place(text, file, at), "not valid YAML: a control character; remove it"};
        return std::move(work.out);
    }
    try {
        const auto marked = text + '\n' + std::string(end_mark);
        const int documents = count_documents(marked);
        if (documents > 1)
            work.out.syntax_error = {
                file,
                "holds more than one YAML document (---), or text after the end of its value; "
                "Datasette reads exactly one"};
        else if (documents == 1)
            work.out.value = work.convert(YAML::Load(marked), {}, 0);
    } catch (const YAML::Exception& e) {
        const auto lines = std::count(text.begin(), text.end(), '\n');
        const bool in_end_mark = e.mark.line > lines;
        if (in_end_mark)
            work.out.syntax_error = {
                text_place(text, file, text.size()),
                "not valid YAML: the file ends within a value; is a quote or bracket not closed?"};
        else
            work.out.syntax_error = {place(file, e.mark), "not valid YAML: " + e.msg};
    }
    if (!work.out.problems.empty() || work.out.syntax_error) work.out.value = nullptr;
    return std::move(work.out);
}

}  // namespace dsgw
