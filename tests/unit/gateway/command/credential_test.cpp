#include "gateway/command/credential.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>

using namespace dsgw;
using dsgw::test::scoped_variable;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(credential)

BOOST_AUTO_TEST_CASE(reads_the_one_line_of_the_file)
{
    const temp_folder folder;
    const scoped_variable variable("CREDENTIALS_DIRECTORY", folder.path().c_str());
    folder.write("with", "a secret \n");
    folder.write("without", "a secret");
    BOOST_TEST(read_credential("with").value() == "a secret ");
    BOOST_TEST(read_credential("without").value() == "a secret");
    BOOST_TEST(!read_credential("none").has_value());
}

BOOST_AUTO_TEST_CASE(without_a_folder_there_is_no_credential)
{
    for (const char* folder : {static_cast<const char*>(nullptr), ""}) {
        const scoped_variable variable("CREDENTIALS_DIRECTORY", folder);
        BOOST_TEST(!read_credential("hosts").has_value());
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_file_that_is_not_one_line)
{
    const temp_folder folder;
    const scoped_variable variable("CREDENTIALS_DIRECTORY", folder.path().c_str());
    for (const char* text : {"", "\n", "\nsecret\n", "one\ntwo", "one\n\n"}) {
        folder.write("bad", text);
        BOOST_CHECK_EXCEPTION((void)read_credential("bad"), std::runtime_error, [&](auto& thrown) {
            const std::string what = thrown.what();
            return what.find(folder.path("bad")) != what.npos;
        });
    }
    std::filesystem::create_directory(folder.path("folder"));
    BOOST_CHECK_THROW((void)read_credential("folder"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_short_secret_is_an_error_or_a_warning)
{
    BOOST_TEST(!find_weakness(std::nullopt).has_value());
    BOOST_TEST(find_weakness(std::string(7, 'x'))->is_error);
    for (const std::size_t size : {8U, 9U, 31U}) {
        const auto found = find_weakness(std::string(size, 'x'));
        BOOST_TEST_REQUIRE(found.has_value());
        BOOST_TEST(!found->is_error);
        BOOST_TEST(found->text.starts_with("has " + std::to_string(size) + " characters"));
    }
    for (const std::size_t size : {32U, 33U})
        BOOST_TEST(!find_weakness(std::string(size, 'x')).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
