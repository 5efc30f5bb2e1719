#include "gateway/command/publish/dockerfile.hpp"

#include "base/ascii.hpp"

#include <algorithm>

namespace dsgw {

namespace {

/// Debian 12, as the program was built on; with a Python that has venv and pip.
constexpr std::string_view python_image = "python:3.11-slim-bookworm";

/// Of a user that the image makes. A number, so that Kubernetes can see that it is not root.
constexpr std::string_view user_ids = "10001:10001";

std::string quoted(const std::vector<std::string>& words)
{
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : " ") + shell_quote(word);
    return out;
}

std::string apt_lines(const publish_options& options, const image_parts& parts)
{
    auto packages = parts.libraries;
    packages.insert(packages.end(), options.apt_packages.begin(), options.apt_packages.end());
    if (options.spatialite) packages.emplace_back("libsqlite3-mod-spatialite");
    if (packages.empty()) return {};
    return "RUN apt-get update && \\\n"
           "    apt-get install -y --no-install-recommends " +
           quoted(packages) + " && \\\n    rm -rf /var/lib/apt/lists/*\n";
}

std::string pip_line(const publish_options& options)
{
    std::vector<std::string> wanted{"datasette"};
    if (options.branch)
        wanted.front() = "https://github.com/simonw/datasette/archive/" + *options.branch + ".zip";
    wanted.insert(wanted.end(), options.install.begin(), options.install.end());
    return "RUN /opt/datasette/bin/pip install --no-cache-dir -U " + quoted(wanted) + "\n";
}

std::string gateway_lines(const image_parts& parts)
{
    std::string out = "COPY gateway/ /opt/datasette-gateway/\n";
    if (!parts.wheel.empty())
        out += "RUN /opt/datasette/bin/pip install --no-cache-dir " +
               shell_quote("/opt/datasette-gateway/" + parts.wheel) + "\n";
    return out + "ENV PATH=/opt/datasette-gateway:/opt/datasette/bin:$PATH\n";
}

}  // namespace

std::string shell_quote(std::string_view word)
{
    constexpr std::string_view harmless = "@%+=:,./-_";
    const bool is_plain = !word.empty() && std::ranges::all_of(word, [&](char c) {
        return is_alphanumeric(c) || harmless.find(c) != harmless.npos;
    });
    if (is_plain) return std::string(word);
    std::string out = "'";
    for (const char c : word)
        out += c == '\'' ? "'\"'\"'" : std::string(1, c);
    return out + '\'';
}

std::vector<std::string> split_words(std::string_view text)
{
    constexpr std::string_view white = " \t\n\r\f\v";
    std::vector<std::string> words;
    for (auto begin = text.find_first_not_of(white); begin != text.npos;) {
        const auto end = std::min(text.find_first_of(white, begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(white, end);
    }
    return words;
}

std::string make_serve_command(const publish_options& options, const image_parts& parts)
{
    std::vector<std::string> words{"datasette-gateway", "serve", "--host", "0.0.0.0"};
    const auto add = [&](std::initializer_list<std::string> more) {
        words.insert(words.end(), more);
    };
    for (const auto& file : parts.databases)
        add({"-i", file});
    add({"--cors", "--inspect-file", "inspect-data.json"});
    if (parts.has_metadata) add({"--metadata", "metadata.json"});
    if (options.template_dir) add({"--template-dir", "templates/"});
    if (options.plugins_dir) add({"--plugins-dir", "plugins/"});
    if (options.version_note) add({"--version-note", *options.version_note});
    for (const auto& each : options.static_mounts)
        add({"--static", each.mount + ":" + each.mount});
    for (auto& word : split_words(options.extra_options))
        words.push_back(std::move(word));
    if (options.target == publish_target::cloud_run &&
        options.extra_options.find("force_https_urls") == std::string::npos)
        add({"--setting", "force_https_urls", "on"});
    // Quoted, so that an empty one is an error and not the next word.
    return quoted(words) + " --port \"$PORT\"";
}

std::string make_dockerfile(const publish_options& options, const image_parts& parts)
{
    const auto port = std::to_string(options.port);
    const std::string ids(user_ids);
    std::string out = "# Made by datasette-gateway " DSGW_VERSION
                      ". Password hashes and keys are passed in the environment.\n"
                      "ARG BASE_IMAGE=";
    out += python_image;
    out += "\nFROM ${BASE_IMAGE}\n";
    out += apt_lines(options, parts);
    out +=
        "RUN useradd --uid 10001 --user-group --create-home --home-dir /var/lib/datasette \\\n"
        "    --shell /usr/sbin/nologin datasette && \\\n"
        "    python3 -m venv /opt/datasette\n";
    out += pip_line(options);
    out += gateway_lines(parts);
    out += "COPY --chown=" + ids + " app/ /app/\nWORKDIR /app\n";
    if (options.spatialite)
        out += "ENV SQLITE_EXTENSIONS=/usr/lib/x86_64-linux-gnu/mod_spatialite.so\n";
    out += "RUN datasette inspect --inspect-file inspect-data.json -- " + quoted(parts.databases) +
           "\nENV XDG_STATE_HOME=/var/lib/datasette PORT=" + port + "\nUSER " + ids + "\nEXPOSE " +
           port +
           "\nHEALTHCHECK --interval=30s --timeout=6s --start-period=60s \\\n"
           "    CMD [\"/opt/datasette/bin/python\", \"/opt/datasette-gateway/healthcheck.py\"]\n"
           // It takes the shell's place, so that a signal to stop reaches it.
           "CMD exec " +
           make_serve_command(options, parts) + "\n";
    return out;
}

}  // namespace dsgw
