#include "gateway/config/config_env.hpp"

#include "base/utf8.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/http/limits.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

namespace dsgw {

namespace json = boost::json;

namespace {

/// As Python reads text: CR LF and CR become LF.
std::string with_plain_newlines(const std::string& text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r') {
            out += text[i];
        } else {
            out += '\n';
            if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
        }
    }
    return out;
}

json::value read_secret_file(
    const std::string& path, const std::string& where, problem_list& problems
)
{
    const auto refuse = [&](const std::string& why) {
        problems.push_back({where, "the file " + path + " named by $file " + why});
        return nullptr;
    };
    std::error_code ec;
    if (std::filesystem::is_directory(path, ec)) return refuse("is a directory");
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) return refuse(std::string("cannot be read: ") + std::strerror(errno));
    std::string text(limits::secret_file_bytes_max + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return refuse("cannot be read completely");
    if (text.size() > limits::secret_file_bytes_max) return refuse("is larger than 1 MiB");
    if (find_bad_utf8(text)) return refuse("is not UTF-8");
    return json::string(with_plain_newlines(text));
}

json::value resolve_reference(
    const json::object& reference, const std::string& where, problem_list& problems
)
{
    const std::string kind(reference.begin()->key());
    const auto* name = reference.begin()->value().if_string();
    if (!name) {
        problems.push_back({where, kind + " must be a string: the name of the variable or file"});
        return nullptr;
    }
    const std::string text(*name);
    if (kind == "$file") return read_secret_file(text, where, problems);
    const char* value = std::getenv(text.c_str());
    if (value && !find_bad_utf8(value)) return json::string(value);
    if (value) {
        problems.push_back({where, "the environment variable " + text + " is not UTF-8"});
        return nullptr;
    }
    problems.push_back(
        {where, "the environment variable " + text + " named by $env is not set",
         "set it and start again"}
    );
    return nullptr;
}

void collect_referred(const json::value& value, std::string_view kind, std::set<std::string>& names)
{
    if (const auto* object = value.if_object()) {
        if (is_reference(value) && std::string_view(object->begin()->key()) == kind) {
            if (const auto* name = object->begin()->value().if_string()) names.emplace(*name);
            return;
        }
        for (const auto& member : *object)
            collect_referred(member.value(), kind, names);
    } else if (const auto* list = value.if_array()) {
        for (const auto& element : *list)
            collect_referred(element, kind, names);
    }
}

}  // namespace

json::value resolve_references(
    const json::value& value, const std::string& where, problem_list& problems
)
{
    if (is_reference(value)) return resolve_reference(value.get_object(), where, problems);
    if (const auto* object = value.if_object()) {
        json::object out;
        for (const auto& [key, member] : *object)
            out.emplace(key, resolve_references(member, join_path(where, key), problems));
        return out;
    }
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const auto& element : *list)
            out.push_back(resolve_references(element, join_path(where, out.size()), problems));
        return out;
    }
    return value;
}

void collect_variables(const json::value& value, std::set<std::string>& names)
{
    collect_referred(value, "$env", names);
}

void collect_files(const json::value& value, std::set<std::string>& paths)
{
    collect_referred(value, "$file", paths);
}

}  // namespace dsgw
