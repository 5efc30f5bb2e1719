#include "gateway/config/config_env.hpp"

#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

BOOST_AUTO_TEST_SUITE(config_env)

namespace {

using dsgw::test::has;
using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;

boost::json::value read_vectors()
{
    std::ifstream in(DSGW_VECTORS "/env-file.json");
    return boost::json::parse(std::string{
        std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()});
}

std::string with_folder(std::string text, const temp_folder& folder)
{
    for (auto at = text.find("{dir}"); at != text.npos; at = text.find("{dir}"))
        text.replace(at, 5, folder.path());
    return text;
}

}  // namespace

// Where Datasette raises, and where it makes null of a missing variable, there is a problem.
BOOST_AUTO_TEST_CASE(resolves_as_datasette_does)
{
    const temp_folder folder;
    folder.write("f.txt", "from file\n");
    const scoped_variable a("A", "from env"), empty("EMPTY", ""), missing("MISSING", nullptr);
    const auto vectors = read_vectors();
    for (const auto& entry : vectors.at("cases").as_array()) {
        const auto text = with_folder(boost::json::serialize(entry.at("config")), folder);
        dsgw::problem_list problems;
        const auto resolved = dsgw::resolve_references(boost::json::parse(text), "f: x", problems);
        const bool is_missing = text.find("MISSING") != text.npos;
        const auto* result = entry.as_object().if_contains("result");
        BOOST_TEST(problems.empty() == (result != nullptr && !is_missing), text);
        if (!result) continue;
        const auto expected = with_folder(boost::json::serialize(*result), folder);
        BOOST_TEST(resolved == boost::json::parse(expected), text);
    }
}

BOOST_AUTO_TEST_CASE(problems_name_the_place_and_no_value)
{
    const temp_folder folder;
    const auto bad = folder.write("bad.txt", "geheim\xff");
    const scoped_variable missing("MISSING", nullptr);
    dsgw::problem_list problems;
    const boost::json::value value = {
        {"a", {{"$env", "MISSING"}}}, {"b", {{"$file", bad}}}, {"c", {{"$file", folder.path()}}}};
    (void)dsgw::resolve_references(value, "f: x", problems);
    BOOST_TEST(has(problems, "f: x.a", "MISSING"));
    BOOST_TEST(has(problems, "f: x.b", "not UTF-8"));
    BOOST_TEST(has(problems, "f: x.c", "directory"));
    BOOST_TEST(dsgw::test::text_of(problems).find("geheim") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(newlines_are_python_s)
{
    const temp_folder folder;
    const boost::json::value value = {{"$file", folder.write("n.txt", "a\r\nb\rc\n")}};
    dsgw::problem_list problems;
    BOOST_TEST(dsgw::resolve_references(value, "f", problems).as_string() == "a\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(collects_the_names_of_variables)
{
    std::set<std::string> names;
    dsgw::collect_variables(
        boost::json::parse(R"([{"x": {"$env": "A"}}, {"$env": "B", "y": 1}, {"$file": "C"}])"),
        names
    );
    BOOST_TEST((names == std::set<std::string>{"A"}));
}

BOOST_AUTO_TEST_SUITE_END()
