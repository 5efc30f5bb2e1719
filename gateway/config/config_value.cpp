#include "gateway/config/config_value.hpp"

#include "base/utf8.hpp"
#include "gateway/config/config_json.hpp"
#include "gateway/config/yaml/config_yaml.hpp"
#include "gateway/http/limits.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace dsgw {

namespace {

/// Can be read once, and is asked for again at each reload.
const std::string& text_of_standard_input()
{
    static const std::string text = [] {
        std::string read;
        char buffer[16384];
        while (read.size() <= limits::config_file_bytes_max &&
               (std::cin.read(buffer, sizeof buffer) || std::cin.gcount() > 0))
            read.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
        return read;
    }();
    return text;
}

parsed_config parse_standard_input()
{
    const auto& text = text_of_standard_input();
    if (text.size() <= limits::config_file_bytes_max)
        return parse_config_text(text, name_for_people("-"));
    parsed_config out;
    out.problems.push_back({name_for_people("-"), "is larger than 16 MiB"});
    return out;
}

bool shows_json_errors(std::string_view text, const std::string& file)
{
    const auto extension = std::filesystem::path(file).extension().string();
    if (extension == ".yaml" || extension == ".yml") return false;
    if (extension == ".json") return true;
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != text.npos && (text[first] == '{' || text[first] == '[');
}

}  // namespace

std::string name_for_people(const std::string& file)
{
    return file == "-" ? "standard input" : file;
}

parsed_config parse_config_text(std::string_view text, const std::string& file)
{
    parsed_config out;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (const auto bad = find_bad_utf8(text)) {
        out.problems.push_back({text_place(text, file, *bad), "not UTF-8", "save the file as UTF-8"}
        );
        return out;
    }
    auto as_json = parse_strict_json(text, file);
    if (!as_json.syntax_error) {
        out.problems = std::move(as_json.problems);
        out.value = std::move(as_json.value);
        return out;
    }
    const bool meant_as_json = shows_json_errors(text, file);
    auto as_yaml = parse_yaml(std::string(text), file);
    if (as_yaml.syntax_error) {
        out.problems.push_back(meant_as_json ? *as_json.syntax_error : *as_yaml.syntax_error);
        return out;
    }
    if (meant_as_json) {
        auto odd = *as_json.syntax_error;
        odd.message += "; it was read as YAML, as Datasette does";
        out.warnings.push_back(std::move(odd));
    }
    out.value = std::move(as_yaml.value);
    out.problems = std::move(as_yaml.problems);
    for (auto& warning : as_yaml.warnings)
        out.warnings.push_back(std::move(warning));
    return out;
}

parsed_config read_config_file(const std::string& file)
{
    if (file == "-") return parse_standard_input();
    parsed_config out;
    std::error_code ec;
    if (std::filesystem::is_directory(file, ec)) {
        out.problems.push_back({file, "is a directory; a JSON or YAML file is needed"});
        return out;
    }
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        out.problems.push_back({file, std::string("cannot be read: ") + std::strerror(errno)});
        return out;
    }
    std::string text;
    char buffer[16384];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
        text.append(buffer, static_cast<std::size_t>(in.gcount()));
        if (text.size() > limits::config_file_bytes_max) {
            out.problems.push_back({file, "is larger than 16 MiB"});
            return out;
        }
    }
    if (in.bad()) {
        out.problems.push_back({file, "cannot be read completely"});
        return out;
    }
    return parse_config_text(text, file);
}

parsed_config read_config_object(const std::string& file)
{
    auto out = read_config_file(file);
    if (!out.problems.empty()) return out;
    if (out.value.is_null()) {
        out.problems.push_back(
            {file, "is empty, perhaps because it is still being written",
             "for no configuration, write {}"}
        );
        return out;
    }
    if (!out.value.is_object())
        out.problems.push_back(
            {name_for_people(file),
             "the top level is not an object; it must contain keys such as \"plugins\""}
        );
    return out;
}

}  // namespace dsgw
