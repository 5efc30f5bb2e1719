#include "base/sensitive_name.hpp"
#include "gateway/command/publish/build_context.hpp"
#include "gateway/command/publish/dockerfile.hpp"
#include "gateway/command/publish/gcloud.hpp"
#include "gateway/command/publish/image_texts.hpp"
#include "gateway/command/publish/workspace.hpp"
#include "gateway/config/config_accounts.hpp"
#include "gateway/http/limits.hpp"
#include "secrets/fernet.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

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
        check_env_file();
        std::error_code ignored;
        if (options_.generate_dir && fs::exists(*options_.generate_dir, ignored))
            problem("--generate-dir", *options_.generate_dir + " exists already");
    }

    problem_list found;

private:
    void check_databases()
    {
        std::map<std::string, std::string> first;
        for (const auto& file : options_.files) {
            std::error_code ignored;
            if (!fs::exists(file, ignored)) {
                problem(file, "the database file does not exist");
            } else if (!fs::is_regular_file(file, ignored)) {
                problem(file, "is not a file; name the database files themselves");
            }
            const auto name = fs::path(file).filename().string();
            check_line(file, name);
            if (name == "metadata.json" || name == "inspect-data.json")
                problem(file, "cannot be served: the image contains another file of that name");
            const auto [there, is_new] = first.emplace(name, file);
            if (!is_new) problem(file, "would overwrite " + there->second + ": rename one of them");
        }
    }

    void check_folder(const char* option, const std::optional<std::string>& folder)
    {
        if (!folder) return;
        std::error_code failed;
        if (!fs::is_directory(*folder, failed))
            return problem(option, *folder + " is not a folder");
        constexpr auto links = fs::directory_options::follow_directory_symlink;
        fs::recursive_directory_iterator entry(*folder, links, failed);
        for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
            std::error_code ignored;
            if (is_left_out(entry->path())) {
                if (entry->is_directory(ignored)) entry.disable_recursion_pending();
            } else if (entry->is_regular_file(ignored) && holds_secrets(entry->path())) {
                problem(
                    option, entry->path().string() +
                                " contains hashes and keys, and would be copied into the image: "
                                "move it out of there"
                );
            }
        }
        if (failed) problem(option, *folder + " cannot be read: " + failed.message());
    }

    /// A PEM file has the line on its own; a program that reads such files has it within one.
    static bool is_private_key(const std::string& file)
    {
        std::ifstream in(file, std::ios::binary);
        std::string line(limits::private_key_line_bytes_max, '\0');
        const auto size = static_cast<std::streamsize>(line.size());
        for (int n = 0; n < limits::private_key_lines_max && in.getline(line.data(), size); ++n) {
            const std::string_view text(line.data());
            if (text.starts_with("-----BEGIN ") && text.find("PRIVATE KEY-----") != text.npos)
                return true;
        }
        return false;
    }

    /// Files of an earlier run, the metadata itself, and private keys.
    bool holds_secrets(const std::string& file) const
    {
        std::error_code ignored;
        // Reading a file without a size may never end: /proc/kmsg.
        if (fs::file_size(file, ignored) == 0) return false;
        return begins_with(file, env_file_opening) || begins_with(file, flags_file_opening) ||
               is_private_key(file) ||
               (options_.metadata && fs::equivalent(file, *options_.metadata, ignored));
    }

    void check_mount(const static_mount& mount)
    {
        check_line("--static", mount.mount);
        const fs::path path(mount.mount);
        const bool leads_out = path.is_absolute() || std::ranges::count(path, fs::path("..")) > 0;
        if (leads_out) return problem("--static", mount.mount + " must be a path inside the image");
        check_folder("--static", mount.folder);
    }

    void check_wheel()
    {
        if (!options_.gateway_wheel) return;
        const fs::path wheel(*options_.gateway_wheel);
        std::error_code ignored;
        if (wheel.extension() != ".whl" || !fs::is_regular_file(wheel, ignored))
            problem(
                "--gateway-wheel", wheel.string() + " is not a wheel (a file that ends in .whl)"
            );
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

    /// They are in the Dockerfile, which everyone can read.
    void check_extra_options()
    {
        const auto words = split_words(options_.extra_options);
        for (const auto& word : words) {
            check_line("--extra-options", word);
            if (word == "--secret" || word.starts_with("--secret="))
                problem("--extra-options", "give --secret to this command, not to the image");
            if (looks_like_password_hash(word))
                problem("--extra-options", "a password hash belongs in the metadata");
            if (secrets::fernet_key::parse(word))
                problem("--extra-options", "an encryption key belongs in the metadata");
            const auto what = credentials_in(word);
            if (!what.empty())
                problem(
                    "--extra-options",
                    "holds " + std::string(what) + ", which anyone with the image could read"
                );
        }
        // Whichever way the option is written ("-s", "-sNAME", "--setting=NAME"), its name is
        // there.
        for (std::size_t i = 0; i + 1 < words.size(); ++i) {
            const auto setting = plugin_setting_in(words[i]);
            if (!setting.empty() && !is_harmless(setting, words[i + 1]))
                problem("--extra-options", words[i] + " belongs in the metadata");
        }
    }

    /// @return PLUGIN and its keys of "plugins.datasette-x.token", also within databases; or none.
    static std::vector<std::string> plugin_setting_in(const std::string& word)
    {
        std::vector<std::string> path;
        std::istringstream steps(word.substr(word.rfind('=') + 1));
        for (std::string step; std::getline(steps, step, '.');)
            path.push_back(step);
        if (!path.empty() && path.front() == "-splugins") path.front() = "plugins";
        const auto plugins = std::ranges::find(path, "plugins");
        if (path.end() - plugins < 2) return {};
        return {plugins + 1, path.end()};
    }

    /// Of JSON numbers, booleans and {"$env": NAME} are, wherever no secret is expected.
    static bool is_harmless(const std::vector<std::string>& path, const std::string& value)
    {
        boost::system::error_code is_text;
        const auto read = boost::json::parse(value, is_text);
        if (is_text) return may_enter_image(path, value);
        if (read.is_string()) return may_enter_image(path, read.get_string());
        const auto* reference = read.if_object();
        if (reference) return reference->size() == 1 && reference->contains("$env");
        return !read.is_array() && !is_sensitive_name(path.back());
    }

    /// All that is in it is uploaded, and much of it gets into the image.
    void check_env_file()
    {
        if (!options_.generate_dir || !options_.env_file) return;
        const auto folder = fs::weakly_canonical(*options_.generate_dir);
        const auto inside = fs::weakly_canonical(*options_.env_file).lexically_relative(folder);
        if (!inside.empty() && *inside.begin() != "..")
            problem("--env-file", "must not be in the folder that the image is made from");
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

problem_list check_publish_inputs(const publish_options& options)
{
    inputs_checker work(options);
    work.check();
    return std::move(work.found);
}

namespace {

/// The host of "git+https://TOKEN@HOST/…", or "" if the address contains no user.
std::string_view host_behind_credentials(std::string_view package)
{
    const auto scheme = package.find("://");
    if (scheme == package.npos) return {};
    const auto authority = package.substr(scheme + 3, package.find('/', scheme + 3) - scheme - 3);
    const auto at = authority.rfind('@');
    return at == authority.npos ? std::string_view{} : authority.substr(at + 1);
}

}  // namespace

problem_list find_publish_oddities(const publish_options& options)
{
    problem_list found;
    const auto look_at = [&](const char* option, const std::string& folder) {
        std::error_code failed;
        constexpr auto links = fs::directory_options::follow_directory_symlink;
        fs::recursive_directory_iterator entry(folder, links, failed);
        for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
            if (!is_left_out(entry->path())) continue;
            std::error_code ignored;
            if (entry->is_directory(ignored)) entry.disable_recursion_pending();
            found.push_back({option, entry->path().string() + " is hidden, so it is left out"});
        }
    };
    if (options.template_dir) look_at("--template-dir", *options.template_dir);
    if (options.plugins_dir) look_at("--plugins-dir", *options.plugins_dir);
    for (const auto& each : options.static_mounts)
        look_at("--static", each.folder);
    for (const auto& file : options.files) {
        std::error_code failed;
        const auto waiting = fs::file_size(file + "-wal", failed);
        if (!failed && waiting > 0)
            found.push_back(
                {file, "the changes in its -wal file are not published; first run: sqlite3 " +
                           shell_quote(file) + " 'pragma wal_checkpoint(truncate)'"}
            );
    }
    for (const auto& package : options.install) {
        const auto host = host_behind_credentials(package);
        if (!host.empty())
            found.push_back(
                {"--install",
                 "the credentials in the URL of a package at " + std::string(host) +
                     " will be in the image: use credentials that can only read the package"}
            );
    }
    return found;
}

}  // namespace dsgw
