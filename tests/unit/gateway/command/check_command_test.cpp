#include "gateway/command/check_command.hpp"

#include "store/sqlite.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sstream>

BOOST_AUTO_TEST_SUITE(check_command)

namespace {

using dsgw::test::some_hash;
using dsgw::test::temp_folder;

struct outcome
{
    int code;
    std::string out;
    std::string err;
};

outcome run(const dsgw::check_command& command, dsgw::start_findings found_by_start = {})
{
    std::ostringstream out, err;
    const auto try_start = [&](const auto&, const auto&) { return found_by_start; };
    const int code = dsgw::run_check(command, try_start, out, err);
    return {code, out.str(), err.str()};
}

outcome check(const dsgw::serve_options& options)
{
    dsgw::check_command command;
    command.options = options;
    return run(command);
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(says_who_can_log_in_and_never_a_hash)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.files = {f.write("bigmac.db", ""), f.write("open.db", "")};
    options.inputs.metadata = f.write(
        "m.json",
        R"({"plugins": {"datasette-auth-passwords": {"http_basic_auth": true,
            "ann_password_hash": ")" +
            some_hash + R"(", "actors": {"ann": {"id": "a1"}}}},
                      "databases": {"bigmac": {"allow": {"id": "*"}}}})"
    );
    const auto r = check(options);
    BOOST_TEST(r.code == 0, r.err);
    BOOST_TEST(has(r.out, "ann: pbkdf2_sha256, 480000 rounds; actor id a1"), r.out);
    BOOST_TEST(has(r.out, "http_basic_auth is on"));
    BOOST_TEST(has(r.out, "databases.bigmac.allow"));
    BOOST_TEST(has(r.out, "without an allow block of their own: open"));
    BOOST_TEST(has(r.out, "No errors, no warnings.\n"), r.out << r.err);
    BOOST_TEST(!has(r.out + r.err, "AAAA"));
}

BOOST_AUTO_TEST_CASE(says_which_allow_block_is_of_no_database)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.files = {f.write("bigmac.db", "")};
    options.inputs.metadata =
        f.write("m.json", R"({"allow": true, "databases": {"bigmac": {"allow": true},
                      "_memory": {"allow": true}, "bigmak": {"tables": {"t": {"allow": true}}}}})");
    const auto r = check(options);
    BOOST_TEST(has(r.out, "databases.bigmac.allow\n"), r.out);
    BOOST_TEST(has(r.out, "databases._memory.allow\n"), r.out);
    BOOST_TEST(has(r.out, "databases.bigmak.tables.t.allow (no such database)\n"), r.out);
    BOOST_TEST(has(r.err, "is called \"bigmak\"; did you mean bigmac?"), r.err);
    BOOST_TEST(!has(r.err, "_memory"), r.err);
}

BOOST_AUTO_TEST_CASE(the_second_database_of_a_name_is_known)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    std::filesystem::create_directory(f.path("other"));
    options.inputs.files = {f.write("d.db", ""), f.write("other/d.db", "")};
    options.inputs.metadata =
        f.write("m.json", R"({"databases": {"d_2": {"allow": false}, "d_3": {"allow": false}}})");
    const auto r = check(options);
    BOOST_TEST(!has(r.err, "databases.d_2"), r.err);
    BOOST_TEST(has(r.err, "databases.d_3.allow: has no effect"), r.err);
    BOOST_TEST(has(r.out, "without an allow block of their own: d\n"), r.out);
}

BOOST_AUTO_TEST_CASE(a_rule_for_no_table_is_a_warning)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.files = {f.write("d.db", ""), f.write("empty.db", ""), f.write("no.db", "text")};
    dsgw::sqlite::open_options how;
    how.path = options.inputs.files[0];
    dsgw::sqlite::connection database(how);
    database.run("create table salaries (id)");
    database.run("create view \"all of it\" as select * from salaries");
    options.inputs.metadata = f.write(
        "m.json",
        R"({"databases": {
            "d": {"tables": {"salaries": {"allow": false}, "all of it": {"allow": false},
                             "salries": {"allow": false}, "Salaries": {"allow": false},
                             "later": {"hidden": true}},
                  "queries": {"q": {"sql": "select 1", "allow": false}}},
            "empty": {"tables": {"t": {"allow": false}}},
            "no": {"tables": {"t": {"allow": false}}}}})"
    );
    const auto r = check(options);
    BOOST_TEST(has(r.err, "tables.salries.allow: has no effect as long as "), r.err);
    BOOST_TEST(has(r.err, "has no table \"salries\"; did you mean salaries?"), r.err);
    BOOST_TEST(has(r.err, "has no table \"Salaries\""), r.err);
    BOOST_TEST(has(r.out, ", 2 warnings."), r.out + r.err);
}

BOOST_AUTO_TEST_CASE(says_where_the_secrets_are)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.files = {f.write("data.db", "")};
    options.inputs.metadata =
        f.write("m.json", R"({"plugins": {"datasette-secrets": {"database": "data"}}})");
    BOOST_TEST(has(check(options).out, "Secrets: stored in " + f.path("data.db")));
    f.write("m.json", R"({"plugins": {"datasette-secrets": {"database": "other"}}})");
    const auto r = check(options);
    BOOST_TEST(r.code == 1);
    BOOST_TEST(has(r.err, "there are: data"), r.err);
}

BOOST_AUTO_TEST_CASE(says_where_the_audit_file_is_and_that_it_may_be_missing)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    const auto path = f.path("audit.db");
    options.inputs.files = {path};
    options.inputs.metadata = f.write(
        "m.json", R"({"plugins": {"datasette-gateway": {"audit": {"path": ")" + path + R"("}}}})"
    );
    const auto r = check(options);
    BOOST_TEST(r.code == 0, r.err);
    BOOST_TEST(has(r.out, "Audit log: stored in " + path), r.out);
    f.write("audit.db/file", "");
    BOOST_TEST(has(check(options).err, path + ": cannot use the audit file"));
}

BOOST_AUTO_TEST_CASE(reports_all_errors_together)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "no-such-datasette";
    options.inputs.files = {f.path("none.db")};
    options.immutable_files = {f.path("fixed.db")};
    options.ssl_keyfile = f.path("key.pem");
    options.ssl_certfile = f.path();
    options.inputs.metadata =
        f.write("m.json", R"({"allow": {"id": [["a"]]}, "databases": {"d": {"allow": 3}}})");
    const auto r = check(options);
    BOOST_TEST(r.code == 1);
    for (const char* part :
         {"no-such-datasette: is not on PATH", "none.db: the database file does not",
          "fixed.db: the database",
          "key.pem: --ssl-keyfile cannot be read: No such file or directory",
          "--ssl-certfile cannot be read: Is a directory",
          "m.json: allow: ", "m.json: databases.d.allow: "})
        BOOST_TEST(has(r.err, part), part << " not in\n" << r.err);
    BOOST_TEST(has(r.out, "7 errors, "), r.out);
}

BOOST_AUTO_TEST_CASE(missing_files_may_be_created_and_an_upstream_needs_no_datasette)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "no-such-datasette";
    options.upstream = dsgw::parse_upstream_endpoint("unix:/x");
    options.create = true;
    options.inputs.files = {f.path("none.db")};
    BOOST_TEST(check(options).code == 0);
}

BOOST_AUTO_TEST_CASE(problems_of_the_configuration_are_errors)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.metadata = f.write("m.json", "{\"a\": 1, \"a\": 2}");
    const auto r = check(options);
    BOOST_TEST(r.code == 1);
    BOOST_TEST(has(r.err, "m.json:1:11: a: "), r.err);
    BOOST_TEST(has(r.out, "1 error, "), r.out);
}

BOOST_AUTO_TEST_CASE(includes_the_findings_of_a_start)
{
    dsgw::check_command command;
    command.options.datasette = "/bin/true";
    const auto r = run(command, {{{"datasette", "does not start"}}, {{"secrets", "odd"}}});
    BOOST_TEST(r.code == 1);
    BOOST_TEST(has(r.err, "error: datasette: does not start\n"), r.err);
    BOOST_TEST(has(r.err, "warning: secrets: odd\n"), r.err);
    BOOST_TEST(has(r.out, "1 error, "), r.out);
}

BOOST_AUTO_TEST_CASE(a_warning_fails_only_if_it_is_strict)
{
    dsgw::check_command command;
    command.options.datasette = "/bin/true";
    BOOST_TEST(run(command, {{}, {{"a", "odd"}}}).code == 0);
    command.strict = true;
    BOOST_TEST(run(command, {{}, {{"a", "odd"}}}).code == 1);
    BOOST_TEST(run(command, {{{"a", "wrong"}}, {}}).code == 1);
}

BOOST_AUTO_TEST_CASE(for_programs_there_is_one_object)
{
    const temp_folder f;
    dsgw::check_command command;
    command.json = true;
    command.options.datasette = "/bin/true";
    command.options.inputs.files = {f.write("bigmac.db", "")};
    command.options.inputs.metadata = f.write(
        "m.json", R"({"plugins": {"datasette-auth-passwords": {"ann_password_hash": ")" +
                      some_hash + R"("}}, "databases": {"bigmac": {"allow": {"id": "ann"}}}})"
    );
    const auto good = boost::json::parse(run(command).out).as_object();
    BOOST_TEST(good.at("ok") == boost::json::value(true));
    BOOST_TEST(good.at("errors").as_array().empty());
    BOOST_TEST(good.at("accounts").at(0).at("name") == boost::json::value("ann"));
    BOOST_TEST(good.at("http_basic_auth") == boost::json::value(false));
    BOOST_TEST(good.at("allow_blocks").at(0).at("database") == boost::json::value("bigmac"));
    command.options.inputs.files.push_back(f.path("none.db"));
    const auto r = run(command, {{}, {{"a", "odd \"x\""}}});
    BOOST_TEST(r.code == 1);
    BOOST_TEST(r.err == "");
    const auto bad = boost::json::parse(r.out).as_object();
    BOOST_TEST(bad.at("ok") == boost::json::value(false));
    BOOST_TEST(bad.at("errors").at(0).at("where") == boost::json::value(f.path("none.db")));
}

BOOST_AUTO_TEST_CASE(options_of_datasette_must_name_what_is_there)
{
    const temp_folder f;
    f.write("folder/file", "");
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    const auto folder = f.path("folder"), file = f.path("folder/file"), none = f.path("none");
    for (const std::string name : {"--template-dir", "--plugins-dir"}) {
        options.child_arguments = {name, folder};
        BOOST_TEST(check(options).code == 0);
        for (const auto& wrong : {none, file}) {
            options.child_arguments = {name + "=" + wrong};
            BOOST_TEST(has(check(options).err, name + ' ' + wrong + ": there is no folder"));
            options.child_arguments = {"--cors", name, wrong};
            BOOST_TEST(check(options).code == 1);
        }
    }
    options.child_arguments = {"--static", "a:" + folder, "--inspect-file", file};
    BOOST_TEST(check(options).code == 0);
    options.child_arguments = {"--static", "a:" + none, "--static", folder, "--inspect-file", none};
    BOOST_TEST(has(check(options).out, "3 errors, "));
    // The value of another option is no option.
    options.child_arguments = {"--version-note", "--plugins-dir", "--cors"};
    BOOST_TEST(check(options).code == 0);
}

BOOST_AUTO_TEST_CASE(a_quick_check_reads_the_beginning_of_each_database)
{
    const temp_folder f;
    dsgw::check_command command;
    command.quick = true;
    command.options.datasette = "/bin/true";
    command.options.inputs.files = {
        f.write("empty.db", ""), f.write("good.db", std::string("SQLite format 3\0...", 19))};
    BOOST_TEST(run(command).code == 0);
    for (const char* content : {"text", "SQLite format 3", "SQLite format 3\nxx"}) {
        command.options.inputs.files = {f.write("text.db", content)};
        BOOST_TEST(has(run(command).err, "text.db: not an SQLite database"), content);
    }
}

BOOST_AUTO_TEST_CASE(names_files_without_effect_with_an_upstream)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.upstream = dsgw::parse_upstream_endpoint("unix:/x");
    options.inputs.files = {f.write("a.db", ""), f.write("data.db", "")};
    options.immutable_files = {f.write("fixed.db", "")};
    options.inputs.metadata =
        f.write("m.json", R"({"plugins": {"datasette-secrets": {"database": "data"}}})");
    const auto r = check(options);
    BOOST_TEST(r.code == 0, r.err);
    BOOST_TEST(has(r.err, f.path("a.db") + ", " + f.path("fixed.db") + ": has no effect"), r.err);
    BOOST_TEST(!has(r.err, "data.db"), r.err);
    options.upstream.reset();
    options.datasette = "/bin/true";
    BOOST_TEST(!has(check(options).err, "has no effect"));
}

BOOST_AUTO_TEST_CASE(a_file_of_ours_must_be_writable_or_can_be_made)
{
    const temp_folder f;
    BOOST_TEST(!dsgw::check_writable(f.write("there", "")));
    BOOST_TEST(!dsgw::check_writable(f.path("new/folders/file")));
    for (const auto& path : {f.path(), f.path("there/below/file"), f.path("there/file")})
        BOOST_TEST(dsgw::check_writable(path).has_value(), path);
}

BOOST_AUTO_TEST_CASE(a_user_must_exist)
{
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.user = "no-such-user-of-ours";
    BOOST_TEST(has(check(options).err, "--user: there is no user \"no-such-user-of-ours\""));
}

BOOST_AUTO_TEST_SUITE_END()
