#include "gateway/command/publish/workspace.hpp"

#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <iterator>
#include <memory>
#include <stdexcept>

BOOST_AUTO_TEST_SUITE(publish_workspace)

namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string& file)
{
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(is_private_and_removed_unless_it_is_kept)
{
    const dsgw::test::temp_folder folder;
    const dsgw::test::scoped_variable place("TMPDIR", folder.path().c_str());
    auto made = std::make_unique<dsgw::workspace>();
    const auto path = fs::path(made->path("x")).parent_path();
    BOOST_TEST(path.parent_path().string() == folder.path());
    BOOST_TEST((fs::status(path).permissions() == fs::perms::owner_all));
    fs::create_directories(made->path("a/b"));
    made.reset();
    BOOST_TEST(!fs::exists(path));

    made = std::make_unique<dsgw::workspace>();
    const auto kept = made->path("");
    made->keep();
    made.reset();
    BOOST_TEST(fs::exists(kept));
}

BOOST_AUTO_TEST_CASE(a_secret_file_is_its_owners)
{
    const dsgw::test::temp_folder folder;
    const auto file = folder.path("x.env");
    dsgw::write_secret_file(file, "# ours\nA=1\n", "# ours");
    BOOST_TEST(content_of(file) == "# ours\nA=1\n");
    BOOST_TEST((fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write))
    );
    dsgw::write_secret_file(file, "# ours\n", "# ours");
    BOOST_TEST(content_of(file) == "# ours\n", "one of ours is written anew");
}

BOOST_AUTO_TEST_CASE(does_not_change_files_of_other_programs)
{
    const dsgw::test::temp_folder folder;
    for (const auto* text : {"", "# our", "KEY=1\n# ours\n"}) {
        const auto file = folder.write("x.env", text);
        BOOST_CHECK_THROW(dsgw::write_secret_file(file, "new", "# ours"), std::runtime_error);
        BOOST_TEST(content_of(file) == text);
    }
    BOOST_CHECK_THROW(dsgw::write_secret_file(folder.path(), "new", "# ours"), std::runtime_error);
    BOOST_CHECK_THROW(
        dsgw::write_secret_file(folder.path("none/x"), "new", "# ours"), std::runtime_error
    );
}

BOOST_AUTO_TEST_SUITE_END()
