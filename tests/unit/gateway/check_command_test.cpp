#include "gateway/command/check_command.hpp"

#include "tests/unit/gateway/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

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

outcome check(const dsgw::serve_options& options)
{
    std::ostringstream out, err;
    const int code = dsgw::run_check(options, out, err);
    return {code, out.str(), err.str()};
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
    BOOST_TEST(has(r.out, "No faults found."));
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
    BOOST_TEST(has(r.out, "databases.bigmak.tables.t.allow (no database of that name)\n"), r.out);
}

BOOST_AUTO_TEST_CASE(says_where_the_secrets_are)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.files = {f.write("data.db", "")};
    options.inputs.metadata =
        f.write("m.json", R"({"plugins": {"datasette-secrets": {"database": "data"}}})");
    BOOST_TEST(has(check(options).out, "Secrets: in " + f.path("data.db")));
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
    BOOST_TEST(has(r.out, "Audit log: in " + path), r.out);
    f.write("audit.db/file", "");
    BOOST_TEST(has(check(options).err, path + ": the audit file cannot be read"));
}

BOOST_AUTO_TEST_CASE(finds_every_fault_at_once)
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
    BOOST_TEST(has(r.out, "7 faults found."), r.out);
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

BOOST_AUTO_TEST_CASE(problems_of_the_configuration_are_faults)
{
    const temp_folder f;
    dsgw::serve_options options;
    options.datasette = "/bin/true";
    options.inputs.metadata = f.write("m.json", "{\"a\": 1, \"a\": 2}");
    const auto r = check(options);
    BOOST_TEST(r.code == 1);
    BOOST_TEST(has(r.err, "m.json:1:11: a: "), r.err);
    BOOST_TEST(has(r.out, "1 fault found."));
}

BOOST_AUTO_TEST_SUITE_END()
