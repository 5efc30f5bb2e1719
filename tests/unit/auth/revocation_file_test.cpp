#include "auth/revocation_file.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <iterator>
#include <string>

using namespace dsgw::auth;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(revocation_file_test)

namespace {

std::string read_file(const std::string& path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

revocation make_entry(unsigned char first, std::int64_t expires)
{
    revocation made{{}, unix_time(std::chrono::seconds(expires))};
    made.session[0] = first;
    made.group[0] = 0xcd;
    made.opened = unix_time(std::chrono::seconds(expires - 1000));
    return made;
}

revocation_file open_file(const std::string& path)
{
    auto opened = revocation_file::open(path);
    BOOST_REQUIRE(opened);
    return std::move(*opened);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_line_says_what_it_was_made_of)
{
    const auto entry = make_entry(0xab, 1'700'000'000);
    auto line = format_revocation(entry);
    BOOST_TEST(line.back() == '\n');
    line.pop_back();
    const std::string zeros(30, '0');
    const auto begin = "1700000000 ab" + zeros + " cd" + zeros + " 1699999000 ";
    BOOST_TEST(line.substr(0, begin.size()) == begin);
    BOOST_TEST(line.size() == begin.size() + 16U);
    const auto read = parse_revocation(line);
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST((read->session == entry.session));
    BOOST_TEST((read->expires == entry.expires));
    BOOST_TEST((read->group == entry.group));
    BOOST_TEST((read->opened == entry.opened));
}

BOOST_AUTO_TEST_CASE(lines_of_earlier_versions_are_read)
{
    const auto read = parse_revocation(
        "1700000000 ab000000000000000000000000000000 "
        "63cfb17d19dc4eec"
    );
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->session[0] == 0xab);
    BOOST_TEST((read->expires == unix_time(std::chrono::seconds(1'700'000'000))));
    BOOST_TEST((read->group == revocation_digest{}));
}

BOOST_AUTO_TEST_CASE(no_change_of_a_line_goes_unnoticed)
{
    auto line = format_revocation(make_entry(1, 1'700'000'000));
    line.pop_back();
    for (std::size_t i = 0; i < line.size(); ++i) {
        for (const char c : {'0', '1', 'f', ' ', '\0', '\xff'}) {
            auto changed = line;
            if (changed[i] == c) continue;
            changed[i] = c;
            BOOST_TEST(!parse_revocation(changed).has_value(), changed);
        }
        BOOST_TEST(!parse_revocation(line.substr(0, i)).has_value());
        BOOST_TEST(!parse_revocation(line.substr(i + 1)).has_value());
    }
    BOOST_TEST(!parse_revocation(line + " ").has_value());
    BOOST_TEST(!parse_revocation(" " + line).has_value());
    BOOST_TEST(!parse_revocation("").has_value());
}

BOOST_AUTO_TEST_CASE(reads_what_was_appended)
{
    const temp_folder folder;
    auto writer = open_file(folder.path("x"));
    auto reader = open_file(folder.path("x"));
    BOOST_TEST(!reader.has_news());
    BOOST_TEST(reader.read()->entries.empty());
    BOOST_TEST(!writer.append(make_entry(1, 10)));
    BOOST_TEST(!writer.append(make_entry(2, 20)));
    BOOST_TEST(reader.has_news());
    const auto content = reader.read();
    BOOST_TEST_REQUIRE(content->entries.size() == 2U);
    BOOST_TEST(content->entries[1].session[0] == 2);
    BOOST_TEST(content->warnings.empty());
    BOOST_TEST(reader.lines() == 2U);
    BOOST_TEST(!reader.has_news());
    // A file does not report its own entries as new.
    BOOST_TEST(!writer.has_news());
    BOOST_TEST(writer.lines() == 2U);
    BOOST_TEST(!reader.append(make_entry(3, 30)));
    BOOST_TEST(writer.has_news());
    BOOST_TEST(writer.read()->entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_file_that_was_emptied_is_read_from_its_beginning)
{
    const temp_folder folder;
    auto file = open_file(folder.path("x"));
    BOOST_TEST(!file.append(make_entry(1, 10)));
    BOOST_TEST(!file.append(make_entry(2, 20)));
    (void)folder.write("x", format_revocation(make_entry(3, 30)));
    BOOST_TEST(file.has_news());
    const auto content = file.read();
    BOOST_TEST_REQUIRE(content->entries.size() == 1U);
    BOOST_TEST(content->entries[0].session[0] == 3);
    BOOST_TEST(file.lines() == 1U);
}

BOOST_AUTO_TEST_CASE(one_at_a_time_holds_it)
{
    const temp_folder folder;
    auto first = open_file(folder.path("x"));
    auto second = open_file(folder.path("x"));
    auto held = first.hold();
    BOOST_TEST_REQUIRE(held.has_value());
    BOOST_TEST((second.hold().error() == boost::system::errc::timed_out));
    held->reset();
    BOOST_TEST(second.hold().has_value());
}

BOOST_AUTO_TEST_CASE(a_new_file_takes_the_place_of_the_old_for_all)
{
    const temp_folder folder;
    auto other = open_file(folder.path("x"));
    auto file = open_file(folder.path("x"));
    auto held = file.hold();
    BOOST_TEST(!file.append(make_entry(1, 10)));
    (void)folder.write("x.new", "left behind by a crash");
    BOOST_TEST(!file.replace({make_entry(2, 20)}));
    BOOST_TEST(!file.append(make_entry(3, 30)));
    BOOST_TEST(
        read_file(folder.path("x")) ==
        format_revocation(make_entry(2, 20)) + format_revocation(make_entry(3, 30))
    );
    BOOST_TEST(!std::filesystem::exists(folder.path("x.new")));
    BOOST_TEST(other.hold().has_error());  // the new one is held, too
    held->reset();
    BOOST_TEST(other.has_news());
    BOOST_TEST(other.hold().has_value());
    BOOST_TEST(other.read()->entries.size() == 2U);
}

boost::test_tools::assertion_result is_root(boost::unit_test::test_unit_id)
{
    return ::geteuid() == 0;
}

/// One that root runs by hand beside the service's locks the service out of no logout.
BOOST_AUTO_TEST_CASE(a_new_file_is_its_owners, *boost::unit_test::precondition(is_root))
{
    constexpr uid_t owner = 65534;
    const temp_folder folder;
    auto file = open_file(folder.path("x"));
    BOOST_REQUIRE(::chown(folder.path("x").c_str(), owner, owner) == 0);
    const auto held = file.hold();
    BOOST_TEST(!file.replace({make_entry(1, 10)}));
    struct stat made
    {};
    BOOST_REQUIRE(::stat(folder.path("x").c_str(), &made) == 0);
    BOOST_TEST(made.st_uid == owner);
    BOOST_TEST(made.st_gid == owner);
    BOOST_TEST((made.st_mode & 0777U) == 0600U);
}

BOOST_AUTO_TEST_CASE(a_link_is_not_followed)
{
    const temp_folder folder;
    (void)folder.write("target", "");
    std::filesystem::create_symlink(folder.path("target"), folder.path("x"));
    BOOST_TEST(revocation_file::open(folder.path("x")).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
