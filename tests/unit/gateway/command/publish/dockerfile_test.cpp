#include "gateway/command/publish/dockerfile.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(dockerfile)

namespace {

dsgw::image_parts some_parts()
{
    dsgw::image_parts parts;
    parts.databases = {"big mac.db", "b.db"};
    parts.libraries = {"libssl3", "zlib1g"};
    parts.has_metadata = true;
    return parts;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

/// Every line but the last of an instruction ends with a backslash.
std::vector<std::string> instructions(const std::string& text)
{
    std::vector<std::string> found{""};
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = text.find('\n', begin);
        const auto line = text.substr(begin, end - begin);
        found.back() += line;
        if (!line.ends_with('\\')) found.emplace_back();
        begin = end + 1;
    }
    found.pop_back();
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_word_is_quoted_as_python_does)
{
    // Python 3.11: shlex.quote.
    const std::pair<const char*, const char*> table[] = {
        {"", "''"},
        {"a.db", "a.db"},
        {"@%+=:,./-_9Z", "@%+=:,./-_9Z"},
        {"big mac.db", "'big mac.db'"},
        {"it's", "'it'\"'\"'s'"},
        {"$HOME", "'$HOME'"},
        {"`id`;&|<>", "'`id`;&|<>'"},
        {"\\", "'\\'"},
        {"ü", "'ü'"},
    };
    for (const auto& [word, quoted] : table)
        BOOST_TEST(dsgw::shell_quote(word) == quoted);
}

BOOST_AUTO_TEST_CASE(extra_options_are_split_at_white_space_alone)
{
    using words = std::vector<std::string>;
    BOOST_TEST(
        (dsgw::split_words("  --setting a\tb \n'c d'") == words{"--setting", "a", "b", "'c", "d'"})
    );
    BOOST_TEST((dsgw::split_words("") == words{}));
    BOOST_TEST((dsgw::split_words("  ") == words{}));
    BOOST_TEST((dsgw::split_words("x") == words{"x"}));
}

BOOST_AUTO_TEST_CASE(the_command_serves_what_is_in_the_image)
{
    dsgw::publish_options options;
    options.template_dir = "/home/me/t";
    options.plugins_dir = "p";
    options.static_mounts = {{"css", "/home/me/css"}};
    options.version_note = "of today";
    options.extra_options = "--setting sql_time_limit_ms 500";
    BOOST_TEST(
        dsgw::make_serve_command(options, some_parts()) ==
        "datasette-gateway serve --host 0.0.0.0 -i 'big mac.db' -i b.db --cors --inspect-file "
        "inspect-data.json --metadata metadata.json --template-dir templates/ --plugins-dir "
        "plugins/ --version-note 'of today' --static css:css --setting sql_time_limit_ms 500 "
        "--port \"$PORT\""
    );
}

BOOST_AUTO_TEST_CASE(on_cloud_run_addresses_are_https_unless_something_is_said)
{
    dsgw::publish_options options;
    BOOST_TEST(!has(dsgw::make_serve_command(options, {}), "force_https_urls"));
    options.target = dsgw::publish_target::cloud_run;
    BOOST_TEST(has(dsgw::make_serve_command(options, {}), " --setting force_https_urls on --port"));
    options.extra_options = "--setting force_https_urls off";
    BOOST_TEST(has(dsgw::make_serve_command(options, {}), " --setting force_https_urls off --port")
    );
}

BOOST_AUTO_TEST_CASE(without_metadata_none_is_named)
{
    auto parts = some_parts();
    parts.has_metadata = false;
    BOOST_TEST(!has(dsgw::make_serve_command({}, parts), "--metadata"));
}

BOOST_AUTO_TEST_CASE(the_image_runs_as_its_own_user)
{
    const auto lines = instructions(dsgw::make_dockerfile({}, some_parts()));
    const char* starts[] = {
        "# ",
        "ARG BASE_IMAGE=python:3.11-slim-bookworm",
        "FROM ",
        "RUN apt-get update",
        "RUN useradd",
        "RUN /opt/datasette/bin/pip install",
        "COPY gateway/",
        "ENV PATH=",
        "COPY --chown=10001:10001 app/ /app/",
        "WORKDIR /app",
        "RUN datasette inspect",
        "ENV XDG_STATE_HOME=",
        "USER 10001:10001",
        "EXPOSE 8001",
        "HEALTHCHECK",
        "CMD exec datasette-gateway serve"};
    BOOST_REQUIRE(lines.size() == std::size(starts));
    for (std::size_t i = 0; i < lines.size(); ++i)
        BOOST_TEST(lines[i].starts_with(starts[i]), lines[i]);
    BOOST_TEST(has(lines[3], "libssl3 zlib1g"));
    BOOST_TEST(has(lines[10], "-- 'big mac.db' b.db"));
    BOOST_TEST(has(lines[11], "PORT=8001"));
}

BOOST_AUTO_TEST_CASE(a_wheel_is_installed_instead_of_copying_the_program)
{
    auto parts = some_parts();
    parts.libraries.clear();
    parts.wheel = "datasette_gateway-0.1.0-py3-none-manylinux_2_36_x86_64.whl";
    const auto text = dsgw::make_dockerfile({}, parts);
    BOOST_TEST(has(text, "pip install --no-cache-dir /opt/datasette-gateway/" + parts.wheel));
    BOOST_TEST(!has(text, "apt-get"), "nothing is needed of Debian's");
}

BOOST_AUTO_TEST_CASE(what_is_installed_is_one_word_each)
{
    dsgw::publish_options options;
    options.install = {"datasette-vega", "datasette-x>=1"};
    options.apt_packages = {"graphviz"};
    options.branch = "main";
    options.spatialite = true;
    options.port = 65535;
    const auto text = dsgw::make_dockerfile(options, some_parts());
    BOOST_TEST(has(
        text,
        "-U https://github.com/simonw/datasette/archive/main.zip datasette-vega 'datasette-x>=1'\n"
    ));
    BOOST_TEST(has(text, "libssl3 zlib1g graphviz libsqlite3-mod-spatialite &&"));
    BOOST_TEST(has(text, "ENV SQLITE_EXTENSIONS=/usr/lib/x86_64-linux-gnu/mod_spatialite.so\n"));
    BOOST_TEST(has(text, "PORT=65535\n"));
    BOOST_TEST(has(text, "EXPOSE 65535\n"));
}

BOOST_AUTO_TEST_SUITE_END()
