#include "gateway/command/publish/build_context.hpp"

#include "gateway/command/publish/dockerfile.hpp"
#include "gateway/command/publish/image_files.hpp"
#include "gateway/command/publish/shared_libraries.hpp"

#include <boost/json/serialize.hpp>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace dsgw {

namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

constexpr fs::perms program_mode = fs::perms(0755);

void write_text(const fs::path& to, std::string_view text)
{
    std::ofstream out(to, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error("cannot write " + to.string());
}

void share_file(const fs::path& from, const fs::path& to, file_sharing sharing)
{
    // A hard link to a symbolic link would lead out of the context.
    const auto real = fs::canonical(from);
    std::error_code failed;
    if (sharing == file_sharing::hard_links) {
        fs::create_hard_link(real, to, failed);
        if (!failed) return;
    }
    fs::copy_file(real, to);
}

/// @return the same as write_build_context().
std::vector<std::string> add_gateway(
    const fs::path& folder, const publish_options& options, image_parts& parts
)
{
    fs::create_directory(folder);
    for (const auto& file : image_files())
        write_text(folder / std::string(file.name), file.text);
    if (options.gateway_wheel) {
        const fs::path wheel(*options.gateway_wheel);
        parts.wheel = wheel.filename().string();
        fs::copy_file(wheel, folder / parts.wheel);
        return {};
    }
    const auto program = folder / "datasette-gateway";
    fs::copy_file("/proc/self/exe", program);
    fs::permissions(program, program_mode);
    auto libraries = packages_of(loaded_libraries());
    parts.libraries = std::move(libraries.packages);
    return std::move(libraries.unknown);
}

/// All of it less what is_left_out() names; links are followed.
void copy_folder(const fs::path& from, const fs::path& to)
{
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        if (is_left_out(entry.path())) continue;
        const auto place = to / entry.path().filename();
        if (entry.is_directory())
            copy_folder(entry.path(), place);
        else
            fs::copy_file(entry.path(), place);
    }
}

void add_served_files(
    const fs::path& folder, const publish_options& options, const image_config& config,
    file_sharing sharing, image_parts& parts
)
{
    fs::create_directory(folder);
    parts.has_metadata = !config.tree.empty();
    if (parts.has_metadata) write_text(folder / "metadata.json", indented_json(config.tree) + '\n');
    for (const auto& file : options.files) {
        parts.databases.push_back(fs::path(file).filename().string());
        share_file(file, folder / parts.databases.back(), sharing);
    }
    if (options.template_dir) copy_folder(*options.template_dir, folder / "templates");
    if (options.plugins_dir) copy_folder(*options.plugins_dir, folder / "plugins");
    for (const auto& each : options.static_mounts)
        copy_folder(each.folder, folder / each.mount);
}

void append_indented(const json::value& value, std::size_t depth, std::string& out);

/// @param append_one  writes one member.
template <class List, class AppendOne>
void append_members(
    const List& list, char open, char close, std::size_t depth, std::string& out,
    AppendOne append_one
)
{
    out += open;
    bool is_first = true;
    for (const auto& member : list) {
        out += is_first ? "\n" : ",\n";
        is_first = false;
        out.append(2 * (depth + 1), ' ');
        append_one(member);
    }
    if (!is_first) {
        out += '\n';
        out.append(2 * depth, ' ');
    }
    out += close;
}

void append_indented(const json::value& value, std::size_t depth, std::string& out)
{
    if (const auto* object = value.if_object()) {
        append_members(*object, '{', '}', depth, out, [&](const auto& member) {
            out += json::serialize(member.key());
            out += ": ";
            append_indented(member.value(), depth + 1, out);
        });
    } else if (const auto* list = value.if_array()) {
        append_members(*list, '[', ']', depth, out, [&](const auto& element) {
            append_indented(element, depth + 1, out);
        });
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::vector<std::string> write_build_context(
    const std::string& folder, const publish_options& options, const image_config& config,
    file_sharing sharing
)
{
    const fs::path root(folder);
    if (!fs::create_directory(root)) throw std::runtime_error(folder + " exists already");
    image_parts parts;
    auto unknown = add_gateway(root / "gateway", options, parts);
    add_served_files(root / "app", options, config, sharing, parts);
    write_text(root / "Dockerfile", make_dockerfile(options, parts));
    return unknown;
}

bool is_left_out(const std::string& path)
{
    const auto name = fs::path(path).filename().string();
    return name.starts_with('.') && name != ".well-known";
}

std::string indented_json(const json::value& value)
{
    std::string out;
    append_indented(value, 0, out);
    return out;
}

}  // namespace dsgw
