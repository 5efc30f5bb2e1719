#include "gateway/serve/settled_config.hpp"

#include "gateway/http/limits.hpp"
#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/problems.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw;
using dsgw::test::has;
using dsgw::test::temp_folder;

BOOST_AUTO_TEST_SUITE(settled_config)

namespace {

/// Writes into the file again and again, always between two reads of it.
task<> keep_writing(asio::io_context& context, const temp_folder& folder, unsigned times)
{
    for (unsigned i = 0; i < times; ++i) {
        steady_timer pause(
            context.get_executor(),
            i == 0 ? limits::config_settle_pause / 2 : limits::config_settle_pause
        );
        co_await pause.async_wait(as_result);
        folder.write("m.yaml", "title: \"" + std::to_string(i) + "\"\nallow: true\n");
    }
}

load_result load_while_written(unsigned times)
{
    const temp_folder folder;
    serve_options options;
    options.inputs.metadata = folder.write("m.yaml", "plugins:\n");
    asio::io_context context;
    load_result loaded;
    const auto body = [](auto& in, const auto& with, auto& to) -> task<> {
        to = co_await load_settled_config(in, with);
    };
    auto writing = keep_writing(context, folder, times);
    asio::co_spawn(context.get_executor(), std::move(writing), [](std::exception_ptr) {});
    dsgw::test::run_to_end(context, body(context, options, loaded));
    return loaded;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_a_half_written_file_again)
{
    const auto loaded = load_while_written(3);
    BOOST_REQUIRE(loaded.value);
    BOOST_TEST(loaded.value->metadata.at("title") == boost::json::value("2"));
}

BOOST_AUTO_TEST_CASE(accepts_a_stable_file)
{
    const auto loaded = load_while_written(0);
    BOOST_REQUIRE(loaded.value);
    BOOST_TEST(loaded.value->metadata.contains("plugins"));
}

BOOST_AUTO_TEST_CASE(refuses_a_file_that_keeps_changing)
{
    const auto loaded = load_while_written(limits::config_settle_reads + 1);
    BOOST_TEST(!loaded.value);
    BOOST_TEST(has(loaded.problems, "the configuration", "changed while they were read"));
}

BOOST_AUTO_TEST_SUITE_END()
