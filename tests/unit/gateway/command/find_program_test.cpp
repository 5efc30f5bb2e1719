#include "gateway/command/find_program.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

BOOST_AUTO_TEST_SUITE(find_program)

namespace {

using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;

std::filesystem::path this_program() { return std::filesystem::read_symlink("/proc/self/exe"); }

std::string write_program(const temp_folder& folder, const std::string& name)
{
    const auto path = folder.write(name, "#!/bin/sh\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path;
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_the_first_on_the_path)
{
    const temp_folder first, second;
    first.write("some-program", "not executable");
    const auto wanted = write_program(second, "some-program");
    const scoped_variable path("PATH", (first.path() + ":" + second.path()).c_str());
    BOOST_TEST(dsgw::find_program("some-program").value() == wanted);
}

BOOST_AUTO_TEST_CASE(takes_the_neighbour_where_the_path_has_none)
{
    const temp_folder folder;
    const auto name = this_program().filename().string();
    const scoped_variable path("PATH", folder.path().c_str());
    BOOST_TEST(dsgw::find_program(name).value() == this_program().string());
    const auto earlier = write_program(folder, name);
    BOOST_TEST(dsgw::find_program(name).value() == earlier);
}

BOOST_AUTO_TEST_CASE(takes_a_path_as_it_is)
{
    const temp_folder folder;
    const auto program = write_program(folder, "some-program");
    BOOST_TEST(dsgw::find_program(program).value() == program);
    BOOST_TEST(!dsgw::find_program(folder.path("none")).has_value());
}

BOOST_AUTO_TEST_CASE(ignores_folders_and_files_that_are_not_executable)
{
    const temp_folder folder;
    folder.write("some-program/file", "");
    folder.write("text", "");
    const scoped_variable path("PATH", folder.path().c_str());
    for (const char* name : {"some-program", "text", "none", ""})
        BOOST_TEST(!dsgw::find_program(name).has_value(), name);
}

BOOST_AUTO_TEST_SUITE_END()
