#include "gateway/command/password_commands.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

BOOST_AUTO_TEST_SUITE(password_commands)

namespace {

struct outcome
{
    int code;
    std::string out;
};

outcome hash(const dsgw::hash_password_command& command, const std::string& input)
{
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = dsgw::run_hash_password(command, in, out, err);
    return {code, out.str()};
}

outcome verify(const std::string& stored, const std::string& input)
{
    std::istringstream in(input);
    std::ostringstream out, err;
    const int code = dsgw::run_verify_password({stored}, in, out, err);
    return {code, out.str()};
}

constexpr auto argon = dsgw::auth::hash_scheme::argon2id;
constexpr auto pbkdf2 = dsgw::auth::hash_scheme::pbkdf2_sha256;

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_hash_can_be_verified)
{
    const auto made = hash({argon, false, {}}, "  wonder land\n");
    BOOST_TEST(made.code == 0);
    BOOST_TEST(made.out.starts_with("$argon2id$"));
    BOOST_TEST(made.out.ends_with('\n'));
    BOOST_TEST(verify(made.out, "wonder land\n").code == 0);
    const auto wrong = verify(made.out, "wonderland");
    BOOST_TEST(wrong.code == 1);
    BOOST_TEST(wrong.out.starts_with("No: the password does not match"));
}

BOOST_AUTO_TEST_CASE(the_plugins_scheme_and_option_work)
{
    const auto made = hash({pbkdf2, true, "hello"}, "");
    BOOST_TEST(made.code == 0);
    BOOST_TEST(made.out.starts_with("pbkdf2_sha256$480000$"));
    BOOST_TEST(
        verify(made.out, " hello ").out.starts_with("Yes: the password matches (pbkdf2_sha256")
    );
}

BOOST_AUTO_TEST_CASE(long_passwords_are_read_whole)
{
    const std::string password(10000, 'x');
    const auto made = hash({argon, false, {}}, password);
    BOOST_TEST(verify(made.out, password).code == 0);
    BOOST_TEST(verify(made.out, password.substr(1)).code == 1);
}

BOOST_AUTO_TEST_CASE(reports_an_unreadable_hash_without_showing_it)
{
    const auto r = verify("md5$geheim", "x");
    BOOST_TEST(r.code == 1);
    BOOST_TEST(r.out.starts_with("No: cannot read the hash"));
    BOOST_TEST(r.out.find("geheim") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
