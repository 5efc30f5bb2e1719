#include "gateway/datasette/python_plugin.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <iterator>

BOOST_AUTO_TEST_SUITE(python_plugin)

namespace {

std::string content_of(const std::string& path)
{
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_package_lies_as_pip_would_have_left_it)
{
    const dsgw::private_folder folder;
    const auto place = dsgw::write_python_plugin(folder, dsgw::python_plugin::listed);
    BOOST_TEST(place.starts_with(folder.path()));
    const auto package = content_of(place + "/datasette_gateway/__init__.py");
    BOOST_TEST((package.find("async def get_secret(") != package.npos));
    const auto hooks = content_of(place + "/datasette_gateway/hookspecs.py");
    BOOST_TEST((hooks.find("def register_secrets(") != hooks.npos));
    const auto about = place + "/datasette_gateway-" DSGW_VERSION ".dist-info";
    BOOST_TEST(
        content_of(about + "/entry_points.txt") == "[datasette]\ngateway = datasette_gateway\n"
    );
    const auto metadata = content_of(about + "/METADATA");
    BOOST_TEST((metadata.find("Name: datasette-gateway\n") != metadata.npos));
}

BOOST_AUTO_TEST_CASE(a_package_that_is_not_listed_is_found_by_name_only)
{
    const dsgw::private_folder folder;
    const auto place = dsgw::write_python_plugin(folder, dsgw::python_plugin::on_import);
    for (const auto* file :
         {"/datasette_gateway/__init__.py", "/datasette_gateway_finder.py", "/sitecustomize.py"})
        BOOST_TEST(!content_of(place + file).empty(), file);
    BOOST_TEST(!std::filesystem::exists(place + "/datasette_gateway-" DSGW_VERSION ".dist-info"));
}

BOOST_AUTO_TEST_CASE(keeps_the_previous_path_behind_it)
{
    {
        const dsgw::test::scoped_variable unset("PYTHONPATH", nullptr);
        BOOST_TEST(dsgw::with_python_path("/ours") == "/ours");
    }
    const dsgw::test::scoped_variable set("PYTHONPATH", "/theirs:/more");
    BOOST_TEST(dsgw::with_python_path("/ours") == "/ours:/theirs:/more");
}

BOOST_AUTO_TEST_SUITE_END()
