#include "gateway/config/config_accounts.hpp"
#include "gateway/publish/build_context.hpp"
#include "gateway/publish/dockerfile.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace dsgw {

namespace fs = std::filesystem;

namespace {

class inputs_checker
{
public:
    explicit inputs_checker(const publish_options& options) : options_(options) {}

    void check()
    {
        check_databases();
        check_folder("--template-dir", options_.template_dir);
        check_folder("--plugins-dir", options_.plugins_dir);
        for (const auto& each : options_.static_mounts)
            check_mount(each);
        check_wheel();
        check_texts();
        check_extra_options();
        std::error_code ignored;
        if (options_.generate_dir && fs::exists(*options_.generate_dir, ignored))
            problem("--generate-dir", *options_.generate_dir + " exists already");
    }

    config_problems found;

private:
    void check_databases()
    {
        std::map<std::string, std::string> first;
        for (const auto& file : options_.files) {
            std::error_code ignored;
            if (!fs::exists(file, ignored)) {
                problem(file, "the database file does not exist");
            } else if (!fs::is_regular_file(file, ignored)) {
                problem(file, "is no file; name the database files themselves");
            }
            const auto name = fs::path(file).filename().string();
            check_line(file, name);
            if (name == "metadata.json" || name == "inspect-data.json")
                problem(file, "cannot be served: the image has a file of its own of that name");
            const auto [there, is_new] = first.emplace(name, file);
            if (!is_new) problem(file, "would overwrite " + there->second + ": rename one of them");
        }
    }

    void check_folder(const char* option, const std::optional<std::string>& folder)
    {
        std::error_code ignored;
        if (folder && !fs::is_directory(*folder, ignored))
            problem(option, *folder + " is no folder");
    }

    void check_mount(const static_mount& mount)
    {
        check_folder("--static", mount.folder);
        check_line("--static", mount.mount);
        const fs::path path(mount.mount);
        const bool leads_out = path.is_absolute() || std::ranges::count(path, fs::path("..")) > 0;
        if (leads_out) problem("--static", mount.mount + " must lead to a place in the image");
    }

    void check_wheel()
    {
        if (!options_.gateway_wheel) return;
        const fs::path wheel(*options_.gateway_wheel);
        std::error_code ignored;
        if (wheel.extension() != ".whl" || !fs::is_regular_file(wheel, ignored))
            problem("--gateway-wheel", wheel.string() + " is no wheel (a file that ends in .whl)");
        check_line("--gateway-wheel", wheel.filename().string());
    }

    void check_texts()
    {
        for (const auto& each : options_.install)
            check_line("--install", each);
        for (const auto& each : options_.apt_packages)
            check_line("--apt-get-install", each);
        check_line("--version-note", options_.version_note.value_or(""));
        check_line("--branch", options_.branch.value_or(""));
        if (options_.name.empty() || options_.name == "." || options_.name == ".." ||
            options_.name.find('/') != std::string::npos)
            problem("--name", "must be the name of a folder, not a path");
    }

    /// They stand in the Dockerfile for everybody to read.
    void check_extra_options()
    {
        for (const auto& word : split_words(options_.extra_options)) {
            check_line("--extra-options", word);
            if (word == "--secret" || word.starts_with("--secret="))
                problem("--extra-options", "give --secret to this command, not to the image");
            if (looks_like_password_hash(word))
                problem("--extra-options", "a password hash belongs into the metadata");
        }
    }

    /// A newline would end the line of the Dockerfile.
    void check_line(const std::string& where, std::string_view text)
    {
        const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
        if (std::ranges::any_of(text, is_control))
            problem(where, "must be one line, without control characters");
    }

    void problem(std::string where, std::string what)
    {
        found.push_back({std::move(where), std::move(what)});
    }

    const publish_options& options_;
};

}  // namespace

config_problems check_publish_inputs(const publish_options& options)
{
    inputs_checker work(options);
    work.check();
    return std::move(work.found);
}

config_problems find_publish_oddities(const publish_options& options)
{
    config_problems found;
    for (const auto& file : options.files) {
        std::error_code failed;
        const auto waiting = fs::file_size(file + "-wal", failed);
        if (!failed && waiting > 0)
            found.push_back(
                {file, "what its -wal file holds is not published; first run: sqlite3 " +
                           shell_quote(file) + " 'pragma wal_checkpoint(truncate)'"}
            );
    }
    return found;
}

}  // namespace dsgw
