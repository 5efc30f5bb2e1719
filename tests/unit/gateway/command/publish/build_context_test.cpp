#include "gateway/command/publish/build_context.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <iterator>
#include <set>

BOOST_AUTO_TEST_SUITE(build_context)

namespace {

namespace fs = std::filesystem;

std::string text_in(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> names_in(const std::string& folder)
{
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (!entry.is_directory()) names.insert(entry.path().lexically_relative(folder).string());
    return names;
}

ino_t inode_of(const std::string& file)
{
    struct stat found
    {};
    BOOST_REQUIRE(::stat(file.c_str(), &found) == 0);
    return found.st_ino;
}

dsgw::image_config titled()
{
    dsgw::image_config config;
    config.tree = {{"title", "t"}};
    return config;
}

}  // namespace

BOOST_AUTO_TEST_CASE(everything_has_its_place)
{
    const dsgw::test::temp_folder folder;
    dsgw::publish_options options;
    options.files = {folder.write("in/a.db", "A")};
    folder.write("t/index.html", "T");
    folder.write("t/sub/row.html", "R");
    folder.write("p/plugin.py", "P");
    for (const auto* hidden : {"p/.env", "c/.git/config", "t/sub/.htpasswd"})
        folder.write(hidden, "s3cret");
    folder.write("c/.well-known/security.txt", "S");
    folder.write("c/site.css", "C");
    options.template_dir = folder.path("t");
    options.plugins_dir = folder.path("p");
    options.static_mounts = {{"css/deep", folder.path("c")}};
    const auto to = folder.path("context");
    (void)dsgw::write_build_context(to, options, titled(), dsgw::file_sharing::copies);
    const std::set<std::string> expected{
        "Dockerfile",
        "app/a.db",
        "app/css/deep/.well-known/security.txt",
        "app/css/deep/site.css",
        "app/metadata.json",
        "app/plugins/plugin.py",
        "app/templates/index.html",
        "app/templates/sub/row.html",
        "gateway/datasette-gateway",
        "gateway/healthcheck.py"};
    BOOST_TEST((names_in(to) == expected));
    BOOST_TEST(text_in(to + "/app/a.db") == "A");
    BOOST_TEST(text_in(to + "/app/metadata.json") == "{\n  \"title\": \"t\"\n}\n");
    BOOST_TEST(::access((to + "/gateway/datasette-gateway").c_str(), X_OK) == 0);
    BOOST_TEST(fs::file_size(to + "/gateway/datasette-gateway") == fs::file_size("/proc/self/exe"));
}

BOOST_AUTO_TEST_CASE(a_wheel_comes_instead_of_the_program)
{
    const dsgw::test::temp_folder folder;
    dsgw::publish_options options;
    options.gateway_wheel = folder.write("g-1-py3-none-any.whl", "W");
    const auto to = folder.path("context");
    BOOST_TEST(dsgw::write_build_context(to, options, {}, dsgw::file_sharing::copies).empty());
    const std::set<std::string> expected{
        "Dockerfile", "gateway/g-1-py3-none-any.whl", "gateway/healthcheck.py"};
    BOOST_TEST((names_in(to) == expected), "and no metadata where there is none");
}

BOOST_AUTO_TEST_CASE(databases_are_linked_or_copied)
{
    const dsgw::test::temp_folder folder;
    dsgw::publish_options options;
    const auto real = folder.write("in/a.db", "A");
    fs::create_symlink(real, folder.path("link.db"));
    options.files = {folder.path("link.db")};
    const auto linked = folder.path("linked");
    const auto copied = folder.path("copied");
    (void)dsgw::write_build_context(linked, options, {}, dsgw::file_sharing::hard_links);
    (void)dsgw::write_build_context(copied, options, {}, dsgw::file_sharing::copies);
    BOOST_TEST(inode_of(linked + "/app/link.db") == inode_of(real), "the file, not the link to it");
    BOOST_TEST(!fs::is_symlink(linked + "/app/link.db"));
    BOOST_TEST(inode_of(copied + "/app/link.db") != inode_of(real));
    BOOST_TEST(text_in(copied + "/app/link.db") == "A");
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_there_is_left_alone)
{
    const dsgw::test::temp_folder folder;
    folder.write("context/mine", "x");
    BOOST_CHECK_THROW(
        (void)dsgw::write_build_context(folder.path("context"), {}, {}, dsgw::file_sharing::copies),
        std::runtime_error
    );
    BOOST_TEST((names_in(folder.path("context")) == std::set<std::string>{"mine"}));
}

BOOST_AUTO_TEST_CASE(json_is_written_for_people_and_reads_back)
{
    BOOST_TEST(
        dsgw::indented_json({{"a", {1, "x"}}, {"b", boost::json::object()}}) ==
        "{\n  \"a\": [\n    1,\n    \"x\"\n  ],\n  \"b\": {}\n}"
    );
    for (const auto* text : {"{}", "[]", "null", "1.5", R"("\"\\\n☃")", R"([[],{"":[{}]}])"}) {
        const auto value = boost::json::parse(text);
        BOOST_TEST((boost::json::parse(dsgw::indented_json(value)) == value), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
