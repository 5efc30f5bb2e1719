#include "secrets/export_file.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace dsgw;
using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(export_file)

namespace {

const export_cost cheap{1, 8192};

std::vector<exported_secret> some_secrets()
{
    std::vector<exported_secret> secrets;
    secrets.push_back({"A", "", secret_bytes("value of a")});
    secrets.push_back({"B", "a note", secret_bytes("two\nlines\n")});
    secrets.push_back({"C", "", secret_bytes(std::string(1'048'576, 'c'))});
    return secrets;
}

std::string write(const std::vector<exported_secret>& secrets, std::string_view passphrase = "pass")
{
    return std::move(write_export(secrets, passphrase, cheap).value());
}

boost::system::error_code refusal_of(std::string_view file, std::string_view passphrase = "pass")
{
    const auto read = read_export(file, passphrase);
    BOOST_REQUIRE(read.has_error());
    return read.error().code;
}

// Where the first message begins.
constexpr std::size_t preface = 28 + 16 + 8 + 8 + 24;

}  // namespace

BOOST_AUTO_TEST_CASE(what_goes_in_comes_out)
{
    const auto secrets = some_secrets();
    const auto read = read_export(write(secrets), "pass").value();
    BOOST_REQUIRE(read.size() == 3U);
    for (std::size_t at = 0; at < read.size(); ++at) {
        BOOST_TEST(read[at].name == secrets[at].name);
        BOOST_TEST(read[at].note == secrets[at].note);
        BOOST_TEST((read[at].value.view() == secrets[at].value.view()));
    }
    BOOST_TEST(read_export(write({}), "pass").value().empty());
}

BOOST_AUTO_TEST_CASE(nothing_of_it_can_be_read_without_the_passphrase)
{
    const std::string file = write(some_secrets());
    BOOST_TEST(file.starts_with("datasette-gateway secrets 1\n"));
    for (const char* hidden : {"value of a", "a note", "cccccccc"})
        BOOST_TEST((file.find(hidden) == std::string::npos), hidden);
    BOOST_TEST((refusal_of(file, "Pass") == errc::wrong_passphrase));
    BOOST_TEST((refusal_of(file, "pass ") == errc::wrong_passphrase));
    BOOST_TEST((refusal_of(write({}), "other") == errc::wrong_passphrase));
    BOOST_TEST((write(some_secrets()) != file));  // a new salt each time
}

BOOST_AUTO_TEST_CASE(there_must_be_a_passphrase)
{
    BOOST_TEST((write_export({}, "", cheap).error().code == errc::passphrase_missing));
    BOOST_TEST((refusal_of(write({}), "") == errc::passphrase_missing));
}

BOOST_AUTO_TEST_CASE(the_default_cost_is_read_back)
{
    std::vector<exported_secret> secrets;
    secrets.push_back({"A", "", secret_bytes("a")});
    const std::string file = std::move(write_export(secrets, "pass").value());
    BOOST_TEST(read_export(file, "pass").value().front().value.view() == "a");
    const export_cost beyond{3, std::size_t{1} << 60};
    BOOST_TEST((write_export(secrets, "pass", beyond).error().code == errc::export_failed));
}

BOOST_AUTO_TEST_CASE(other_files_and_newer_versions_are_told)
{
    BOOST_TEST((refusal_of("") == errc::not_an_export));
    BOOST_TEST((refusal_of("SQLite format 3") == errc::not_an_export));
    BOOST_TEST((refusal_of("datasette-gateway secrets") == errc::not_an_export));
    BOOST_TEST((refusal_of("datasette-gateway secrets 2\nx") == errc::export_of_other_version));
    BOOST_TEST((refusal_of("datasette-gateway secrets 1") == errc::export_damaged));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_or_changed_anywhere_is_refused)
{
    std::vector<exported_secret> secrets;
    secrets.push_back({"A", "n", secret_bytes("value")});
    secrets.push_back({"B", "", secret_bytes("other")});
    const std::string good = write(secrets);
    const std::set<boost::system::error_code> expected = {
        errc::not_an_export, errc::export_of_other_version, errc::wrong_passphrase,
        errc::export_damaged};
    for (std::size_t at = 0; at < good.size(); ++at) {
        // Costs at the upper end of what is allowed would only make this slow.
        if (at >= 44 && at < 60) continue;
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 0x01);
        BOOST_TEST((expected.count(refusal_of(bad)) == 1U), at);
        const auto cut = refusal_of(good.substr(0, at));
        BOOST_TEST(
            (at < preface ? expected.count(cut) == 1U
                          : cut == errc::wrong_passphrase || cut == errc::export_damaged)
        );
    }
    BOOST_TEST((refusal_of(good + "x") == errc::export_damaged));
    BOOST_TEST((refusal_of(good + good) == errc::export_damaged));
    std::string changed_later = good;
    changed_later[good.size() - 30] ^= 1;
    BOOST_TEST((refusal_of(changed_later) == errc::export_damaged));
}

BOOST_AUTO_TEST_CASE(a_file_cannot_ask_for_the_whole_machine)
{
    for (const std::size_t at :
         {std::size_t{51}, std::size_t{59}, std::size_t{45}, std::size_t{56}}) {
        std::string greedy = write({});
        greedy[at] = '\x7f';
        BOOST_TEST((refusal_of(greedy) == errc::export_damaged), at);
    }
    std::string nothing = write({});
    nothing[44] = '\0';
    BOOST_TEST((refusal_of(nothing) == errc::export_damaged));
}

BOOST_AUTO_TEST_SUITE_END()
