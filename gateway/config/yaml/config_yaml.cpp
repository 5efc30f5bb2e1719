#include "gateway/config/yaml/config_yaml.hpp"

#include "gateway/config/config_json.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/config/yaml/yaml_scalar.hpp"
#include "gateway/http/limits.hpp"

#include <yaml.h>

#include <algorithm>
#include <map>
#include <new>
#include <string_view>
#include <utility>

namespace dsgw {

namespace json = boost::json;

namespace {

constexpr std::string_view standard_tag = "tag:yaml.org,2002:";

/// Counts against limits::yaml_expanded_cost_max, with each alias written out.
std::size_t cost_of(std::string_view text) { return 1 + text.size() / 16; }

std::string_view text_of(const yaml_char_t* text)
{
    return text == nullptr ? "" : reinterpret_cast<const char*>(text);
}

/// An event of libyaml, the parser of PyYAML in C.
struct yaml_event
{
    yaml_event() = default;
    yaml_event(const yaml_event&) = delete;
    ~yaml_event() { yaml_event_delete(&raw); }

    // The data of all nodes begin with anchor and tag, those of an alias with the anchor.
    [[nodiscard]] std::string anchor() const
    {
        return std::string(text_of(raw.data.scalar.anchor));
    }
    [[nodiscard]] std::string_view tag() const { return text_of(raw.data.scalar.tag); }

    [[nodiscard]] std::string_view text() const
    {
        return {text_of(raw.data.scalar.value).data(), raw.data.scalar.length};
    }
    /// A scalar without quotes and tag.
    [[nodiscard]] bool is_plain() const
    {
        return raw.type == YAML_SCALAR_EVENT && tag().empty() &&
               raw.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    }

    yaml_event_t raw{};
};

class yaml_reader
{
public:
    yaml_reader(std::string_view text, const std::string& file) : text_(text), file_(file)
    {
        if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
        yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(
            &parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size()
        );
    }
    yaml_reader(const yaml_reader&) = delete;
    ~yaml_reader() { yaml_parser_delete(&parser_); }

    yaml_as_json read()
    {
        try {
            read_document();
        } catch (const stop&) {
        }
        if (!out_.problems.empty() || out_.syntax_error) out_.value = nullptr;
        return std::move(out_);
    }

private:
    /// Ends the reading. out_ has the error.
    struct stop
    {};
    struct node
    {
        json::value value;
        std::size_t cost = 0;
        std::size_t height = 0;  ///< levels of lists and objects in it
    };

    void read_document()
    {
        yaml_event start, document, root, end;
        next(start);
        next(document);
        if (document.raw.type == YAML_STREAM_END_EVENT) return;
        next(root);
        out_.value = read_node(root, {}, 0).value;
        next(end);
        yaml_event second;
        next(second);
        if (second.raw.type != YAML_STREAM_END_EVENT)
            refuse(second, "a second YAML document (---) begins here; Datasette reads exactly one");
    }

    node read_node(const yaml_event& event, const std::string& path, std::size_t depth)
    {
        if (event.raw.type == YAML_ALIAS_EVENT) return read_alias(event, path, depth);
        declare(event, std::nullopt);
        const auto spent = spent_;
        node made;
        if (event.raw.type == YAML_SCALAR_EVENT) {
            spend(cost_of(event.text()));
            made.value = read_scalar(event, path);
        } else {
            spend(1);
            check_depth(event, depth + 1);
            made = event.raw.type == YAML_SEQUENCE_START_EVENT ? read_list(event, path, depth + 1)
                                                               : read_map(event, path, depth + 1);
            ++made.height;
        }
        made.cost = spent_ - spent;
        if (event.raw.data.scalar.anchor == nullptr) return made;
        spend(made.cost);  // for the copy
        anchors_[event.anchor()] = made;
        return made;
    }

    node read_alias(const yaml_event& event, const std::string& path, std::size_t depth)
    {
        const auto found = anchors_.find(event.anchor());
        if (found == anchors_.end())
            refuse(event, "not valid YAML: found undefined alias *" + event.anchor());
        if (!found->second) {
            problem(event, path, "the alias *" + event.anchor() + " contains itself");
            return {};
        }
        spend(found->second->cost);
        check_depth(event, depth + found->second->height);
        return *found->second;
    }

    json::value read_scalar(const yaml_event& event, const std::string& path)
    {
        const auto tag = event.tag();
        const json::string text(event.text());
        if (!event.is_plain() && tag.empty()) return text;
        const auto resolved = resolve_plain_scalar(event.text());
        if (event.is_plain()) {
            if (!resolved.problem.empty()) problem(event, path, resolved.problem);
            if (!resolved.warning.empty()) warning(event, path, resolved.warning);
            return resolved.value;
        }
        const auto& value = resolved.value;
        const auto kind = tag.starts_with(standard_tag) ? tag.substr(standard_tag.size()) : "";
        const bool is_whole = value.is_int64() || value.is_uint64();
        if (kind == "str") return text;
        if (resolved.problem.empty()) {
            if (kind == "int" && is_whole) return value;
            if (kind == "bool" && value.is_bool()) return value;
            if (kind == "null" && value.is_null()) return value;
            if (kind == "float" && value.is_double()) return value;
            if (kind == "float" && is_whole) return value.to_number<double>();
        }
        check_tag(event, path, "str", "the value");
        return nullptr;
    }

    node read_list(const yaml_event& event, const std::string& path, std::size_t depth)
    {
        check_tag(event, path, "seq", "a list");
        node made;
        auto& list = made.value.emplace_array();
        for (;;) {
            yaml_event element;
            next(element);
            if (element.raw.type == YAML_SEQUENCE_END_EVENT) return made;
            auto read = read_node(element, join_path(path, list.size()), depth);
            made.height = std::max(made.height, read.height);
            list.push_back(std::move(read.value));
        }
    }

    /// Merged members come first, then the map's own, as in PyYAML's flatten_mapping. A Python
    /// dict keeps a key where it came first, with the value that came last.
    node read_map(const yaml_event& event, const std::string& path, std::size_t depth)
    {
        check_tag(event, path, "map", "the keys");
        node made;
        auto& object = made.value.emplace_object();
        json::object own;
        for (;;) {
            yaml_event name, content;
            next(name);
            if (name.raw.type == YAML_MAPPING_END_EVENT) break;
            const bool is_merge = name.is_plain() && name.text() == "<<";
            const auto key = is_merge ? std::nullopt : read_key(name, path, depth);
            next(content);
            auto read = read_node(content, key ? join_path(path, *key) : path, depth);
            made.height = std::max(made.height, read.height);
            if (is_merge)
                merge(std::move(read.value), content, path, object);
            else if (key && !own.emplace(*key, std::move(read.value)).second)
                problem(
                    name, join_path(path, *key),
                    "the key is in the same object twice; remove one of the two"
                );
        }
        for (auto& member : own)
            object[member.key()] = std::move(member.value());
        return made;
    }

    /// @return nothing after a problem.
    std::optional<std::string> read_key(
        const yaml_event& event, const std::string& path, std::size_t depth
    )
    {
        if (event.raw.type != YAML_SCALAR_EVENT) {
            const auto made = read_node(event, path, depth);
            if (made.value.is_string()) return std::string(made.value.get_string());
            problem(event, path, "only a string can be a key, not a list or object");
            return {};
        }
        const std::string text(event.text());
        spend(cost_of(text));
        declare(event, node{json::string(text), cost_of(text)});
        check_tag(event, path, "str", "the key");
        if (!event.is_plain()) return text;
        const auto resolved = resolve_plain_scalar(text);
        if (resolved.value.is_null() && resolved.problem.empty()) {
            problem(
                event, path, "a key is missing or null: write its name, in quotes if it is \"null\""
            );
            return {};
        }
        if (!resolved.value.is_string() || !resolved.warning.empty())
            warning(
                event, join_path(path, text),
                "YAML does not read this key as a string; it is used as written (put it in quotes)"
            );
        return text;
    }

    void merge(json::value from, const yaml_event& at, const std::string& path, json::object& to)
    {
        auto list = from.is_array() ? std::move(from.get_array()) : json::array{std::move(from)};
        // The earlier of the list wins, so it is put in last.
        std::reverse(list.begin(), list.end());
        for (auto& each : list) {
            if (!each.is_object())
                return problem(at, path, "<< merges a map or a list of maps, and this is neither");
            for (auto& member : each.get_object())
                to[member.key()] = std::move(member.value());
        }
    }

    /// Gives an anchor its node, or nothing as long as that is being read.
    void declare(const yaml_event& event, std::optional<node> made)
    {
        const auto anchor = event.anchor();
        if (!anchor.empty() && !anchors_.emplace(anchor, std::move(made)).second)
            refuse(event, "not valid YAML: found duplicate anchor &" + anchor);
    }

    void next(yaml_event& event)
    {
        if (yaml_parser_parse(&parser_, &event.raw) == 1) return;
        if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
        std::string what = std::string("not valid YAML: ") + parser_.problem;
        const auto begin = parser_.context_mark.line;
        if (parser_.context != nullptr) what += std::string(" ") + parser_.context;
        if (parser_.context != nullptr && begin != parser_.problem_mark.line)
            what += " that begins on line " + std::to_string(begin + 1);
        const auto where = parser_.error == YAML_READER_ERROR
                               ? text_place(text_, file_, parser_.problem_offset)
                               : place(parser_.problem_mark);
        out_.syntax_error = {where, std::move(what)};
        throw stop();
    }

    void spend(std::size_t cost)
    {
        spent_ += cost;
        if (spent_ <= limits::yaml_expanded_cost_max) return;
        out_.problems.push_back({file_, "too large once its aliases (*name) are expanded"});
        throw stop();
    }

    void check_depth(const yaml_event& event, std::size_t depth)
    {
        if (depth > limits::config_depth_max)
            refuse(
                event, "nested deeper than " + std::to_string(limits::config_depth_max) + " levels"
            );
    }

    std::string place(const yaml_mark_t& mark, const std::string& path = {}) const
    {
        return file_ + ':' + std::to_string(mark.line + 1) + ':' + std::to_string(mark.column + 1) +
               (path.empty() ? "" : ": " + path);
    }

    void problem(const yaml_event& event, const std::string& path, std::string what)
    {
        out_.problems.push_back({place(event.raw.start_mark, path), std::move(what)});
    }

    void warning(const yaml_event& event, const std::string& path, std::string what)
    {
        out_.warnings.push_back({place(event.raw.start_mark, path), std::move(what)});
    }

    /// Also refuses "!", which Datasette's parser reads in several ways.
    /// @param kind  the only tag that is allowed: "seq".
    void check_tag(
        const yaml_event& event, const std::string& path, std::string_view kind,
        const std::string& what
    )
    {
        const std::string tag(event.tag());
        if (tag.empty() || tag == standard_tag.data() + std::string(kind)) return;
        problem(
            event, path, "the tag " + tag + " is not supported here; write " + what + " without it"
        );
    }

    [[noreturn]] void refuse(const yaml_event& event, std::string what)
    {
        out_.syntax_error = {place(event.raw.start_mark), std::move(what)};
        throw stop();
    }

    std::string_view text_;
    const std::string& file_;
    yaml_parser_t parser_{};
    std::map<std::string, std::optional<node>> anchors_;
    std::size_t spent_ = 0;
    yaml_as_json out_;
};

}  // namespace

yaml_as_json parse_yaml(const std::string& text, const std::string& file)
{
    return yaml_reader(text, file).read();
}

}  // namespace dsgw
