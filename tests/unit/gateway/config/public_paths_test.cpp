#include "gateway/config/public_paths.hpp"

#include "tests/unit/support/header_fields.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace dsgw;
using boost::beast::http::verb;

BOOST_AUTO_TEST_SUITE(public_paths_test)

namespace {

const public_paths paths({"/robots.txt", "/db/*", "/-/static/*", "/x~2Fy"}, "/");

bool is_public(const std::string& target) { return paths.contain(verb::get, target); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_path_is_itself_and_a_folder_is_all_below)
{
    for (const std::string target :
         {"/robots.txt", "/robots.txt?x=1", "/db", "/db?_size=1", "/db/", "/db/table",
          "/db/table.json?_size=max", "/db/table/1,2", "/db/a~2Eb", "/-/static/app.css", "/x~2Fy",
          "/db/table.", "/db/a:b;c=d@e", "/-/static", "/db/.hidden", "/db/..."})
        BOOST_TEST(is_public(target), target);
    for (const std::string target :
         {"/", "/robots", "/robots.txt/", "/robots.txt.json", "/Robots.txt", "/dbx", "/db.json",
          "/db2/table", "/other/db/", "/-/metadata.json", "/db?sql=select+1", "/db/t.json?_where=1",
          "*", "", "db/table"})
        BOOST_TEST(!is_public(target), target);
}

BOOST_AUTO_TEST_CASE(no_odd_spelling_is_public)
{
    for (const std::string target :
         {"//robots.txt",
          "/./robots.txt",
          "/x/../robots.txt",
          "/robots%2Etxt",
          "/robots.tx%74",
          "/%72obots.txt",
          "/db/../private",
          "/db/%2e%2e/private",
          "/db/%2E%2E%2Fprivate",
          "/db/..%2fprivate",
          "/db/./table",
          "/db//table",
          "/db/table//",
          "/db/..",
          "/db/.",
          "/db\\..\\private",
          "/db/\\..\\private",
          "/db/%5c..%5cprivate",
          "/db%2Ftable",
          "/db/%00",
          "/db/a%20b",
          "/db/a%",
          "/%64b/table",
          "/db/#/../private",
          "/db/\ttable",
          "/db/\x7f",
          "/db/caf\xc3\xa9",
          "/db/a b",
          "//db/table",
          "///db/table",
          "/db/%252e%252e/private",
          "/x%2Fy"})
        BOOST_TEST(!is_public(target), target);
    BOOST_TEST(!is_public(std::string("/db/\0", 5)));
}

BOOST_AUTO_TEST_CASE(only_reading_is_public)
{
    BOOST_TEST(paths.contain(verb::head, "/db"));
    for (const auto other :
         {verb::post, verb::put, verb::delete_, verb::options, verb::patch, verb::trace,
          verb::connect, verb::unknown})
        BOOST_TEST(!paths.contain(other, "/db"));
}

BOOST_AUTO_TEST_CASE(a_path_with_base_url_twice_is_not_public)
{
    const public_paths below({"/sub/*", "/db/*", "/robots.txt"}, "/sub/");
    BOOST_TEST(below.contain(verb::get, "/robots.txt"));
    BOOST_TEST(below.contain(verb::get, "/db/table"));
    BOOST_TEST(below.contain(verb::get, "/sub"));
    BOOST_TEST(!below.contain(verb::get, "/sub/private"));
    BOOST_TEST(!below.contain(verb::get, "/sub/"));
}

BOOST_AUTO_TEST_CASE(the_most_exact_entry_says_which_queries_are_public)
{
    const public_paths listed(
        {{"/db/*", query_rule::none},
         {"/db/open/*", query_rule::any},
         {"/db/open/one", query_rule::safe},
         {"/x", query_rule::any}},
        "/"
    );
    for (const std::string target :
         {"/db/t", "/db/t?", "/db/open/t?_where=1", "/db/open?sql=1", "/db/open/one?a=1",
          "/x?sql=1"})
        BOOST_TEST(listed.contain(verb::get, target), target);
    for (const std::string target : {"/db/t?_size=1", "/db?a=1", "/db/open/one?_where=1"})
        BOOST_TEST(!listed.contain(verb::get, target), target);
}

BOOST_AUTO_TEST_CASE(a_directory_does_not_list_the_canned_queries_below_it)
{
    const std::vector<canned_query> queries{
        {"db", "q", "select :name"},     {"db", "a b.c/d", "select :name"},
        {"d.b", "q", "select :name"},    {"db", "sized", "select :_size"},
        {"db", "twice", "select 1"},     {"db", "twice", "select :_nl"},
        {"any", "q", "select :name"},    {"db", "listed", "select :name"},
        {"db", "below", "select :name"}, {"db", "none", "select :name"}};
    const public_paths listed(
        {"/db/*",
         "/d~2Eb/*",
         "/other/*",
         {"/any/*", query_rule::any},
         "/db/listed",
         {"/db/listed.json", query_rule::any},
         {"/db/none", query_rule::none},
         "/db/below/*"},
        "/", queries
    );
    for (const std::string target :
         {"/db/q", "/db/q?", "/db/q.json?_shape=array", "/db/q.json?_shape=array&_nl=on",
          "/db/t?name=x", "/db/qq?name=x", "/db/Q?name=x", "/other/q?name=x", "/db?name=x",
          "/db/sized?_shape=array", "/db/twice?_shape=array", "/any/q?name=x", "/any/q?_where=1",
          "/db/listed?name=x", "/db/listed.json?name=x&_where=1", "/db/none", "/db/below?name=x"})
        BOOST_TEST(listed.contain(verb::get, target), target);
    for (const std::string target :
         {"/db/q?name=x",
          "/db/q.json?name=x",
          "/db/q.csv?name=x",
          "/db/q.json?_shape=array&name=x",
          "/db/q?name",
          "/db/q?=",
          "/db/q?n%61me=x",
          "/db/~71?name=x",
          "/d~62/q?name=x",
          "/db/a+b~2Ec~2Fd?name=x",
          "/db/a~20b~2Ec~2fd.json?name=x",
          "/d~2Eb/q?name=x",
          "/db/sized?_size=1",
          "/db/twice?_nl=on",
          "/db/q/-/edit?name=x",
          "/db/q/?name=x",
          "/db/listed.csv?name=x",
          "/db/none?name=x",
          "/db/below.json?name=x",
          "/db/below/x?name=x",
          "/db/q?_where=1"})
        BOOST_TEST(!listed.contain(verb::get, target), target);
}

BOOST_AUTO_TEST_CASE(an_empty_list_opens_nothing)
{
    BOOST_TEST(public_paths().empty());
    BOOST_TEST(!public_paths().contain(verb::get, "/"));
    const public_paths root({"/"}, "/");
    BOOST_TEST(root.contain(verb::get, "/"));
    BOOST_TEST(root.contain(verb::get, "/?x"));
    BOOST_TEST(!root.contain(verb::get, "/x"));
}

BOOST_AUTO_TEST_CASE(reports_entries_that_cannot_be_in_the_list)
{
    for (const std::string entry :
         {"/", "/robots.txt", "/db/*", "/a/b/*", "/-/static/*", "/x~2Fy", "/.well-known/*"})
        BOOST_TEST(!public_paths::check_entry(entry).has_value(), entry);
    for (const std::string entry :
         {"", "robots.txt", "*", "/*", "/db*", "/*/x", "/a/*/b", "/db/**", "/db?x", "/db%2Fx",
          "//db", "/db//*", "/../x", "/db/./*", "/a b", "/a\\b", "/caf\xc3\xa9", "/db#x",
          "https://x/y"}) {
        BOOST_TEST(public_paths::check_entry(entry).has_value(), entry);
        BOOST_TEST(public_paths({entry}, "/").empty(), entry);
    }
}

BOOST_AUTO_TEST_CASE(no_spelling_on_the_list_leads_out_of_what_is_public)
{
    const auto list = test::load_vectors("path-spellings.json").as_object();
    const auto each_of = [&list](const char* name, auto visit) {
        for (const auto& text : list.at(name).as_array())
            visit(test::latin1_of(text));
    };
    std::vector<std::string> targets;
    each_of("others", [&](const std::string& target) { targets.push_back(target); });
    each_of("public", [&](const std::string& start) {
        each_of("separators", [&](const std::string& separator) {
            each_of("up", [&](const std::string& up) {
                each_of("goals", [&](const std::string& goal) {
                    targets.push_back(start + separator + up + separator + goal);
                });
            });
        });
    });
    BOOST_TEST(targets.size() > 300u);
    const public_paths listed({"/robots.txt", "/public/*"}, "/");
    for (const auto& target : targets) {
        if (!listed.contain(verb::get, target)) continue;
        const auto path = target.substr(0, target.find('?'));
        const bool is_below =
            path == "/robots.txt" || path == "/public" || path.find("/public/") == 0;
        BOOST_TEST(is_below, target);
        for (const char* odd : {"%", "\\", "//", "/./", "/../", "#"})
            BOOST_TEST(path.find(odd) == path.npos, target);
    }
    each_of("served", [&](const std::string& target) {
        BOOST_TEST(listed.contain(verb::get, target), target);
    });
}

BOOST_AUTO_TEST_SUITE_END()
