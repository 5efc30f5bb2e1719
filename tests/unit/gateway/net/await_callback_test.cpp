#include "gateway/net/await_callback.hpp"

#include "tests/unit/support/event_loop.hpp"

#include <boost/test/unit_test.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(await_callback_)

namespace {

using text_ptr = std::unique_ptr<std::string>;

/// A value that cannot be copied, longer than a string keeps inside itself.
text_ptr make_text() { return std::make_unique<std::string>(100, 'x'); }

struct outcome
{
    std::string text;
    std::thread::id resumed_on;
};

template <class Start>
task<> wait_for_text(Start start, outcome& into)
{
    auto waiting = await_callback<text_ptr>(std::move(start));
    const auto got = co_await std::move(waiting);
    into = {*got, std::this_thread::get_id()};
}

}  // namespace

BOOST_AUTO_TEST_CASE(resumes_on_its_own_thread)
{
    asio::io_context context{1};
    std::jthread other;
    outcome got;
    const auto start = [&other](auto done) { other = std::jthread([done] { done(make_text()); }); };
    test::run_to_end(context, wait_for_text(start, got));
    BOOST_TEST(got.text == std::string(100, 'x'));
    BOOST_TEST((got.resumed_on == std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(accepts_a_callback_before_the_start_returns)
{
    asio::io_context context{1};
    outcome got;
    test::run_to_end(context, wait_for_text([](auto done) { done(make_text()); }, got));
    BOOST_TEST(got.text == std::string(100, 'x'));
}

BOOST_AUTO_TEST_CASE(keeps_what_the_start_owns_until_it_is_called)
{
    asio::io_context context{1};
    outcome got;
    auto start = [text = make_text()](auto done) mutable { done(std::move(text)); };
    test::run_to_end(context, wait_for_text(std::move(start), got));
    BOOST_TEST(got.text == std::string(100, 'x'));
}

BOOST_AUTO_TEST_CASE(starts_only_when_it_is_awaited)
{
    bool started = false;
    {
        const auto dropped = await_callback<int>([&started](auto done) {
            started = true;
            done(1);
        });
    }
    BOOST_TEST(!started);
}

BOOST_AUTO_TEST_CASE(keeps_the_context_running_until_the_callback)
{
    asio::io_context context{1};
    outcome got;
    std::function<void(text_ptr)> later;
    const auto start = [&later](auto done) { later = done; };
    asio::co_spawn(context.get_executor(), wait_for_text(start, got), [](std::exception_ptr) {});
    context.poll();
    BOOST_TEST_REQUIRE(bool(later));
    BOOST_TEST(!context.stopped());
    later(make_text());
    BOOST_TEST(got.text.empty());  // posted, not called
    context.run_for(test::patience);
    BOOST_TEST(got.text == std::string(100, 'x'));
    BOOST_TEST(context.stopped());
}

BOOST_AUTO_TEST_CASE(frees_coroutines_that_are_never_resumed)
{
    std::function<void(text_ptr)> late;
    auto context = std::make_unique<asio::io_context>(1);
    const auto alive = std::make_shared<int>();
    const auto wait = [](std::shared_ptr<int> kept, std::function<void(text_ptr)>& into) -> task<> {
        auto waiting = await_callback<text_ptr>([&into](auto done) { into = done; });
        co_await std::move(waiting);
        static_cast<void>(kept);
    };
    asio::co_spawn(context->get_executor(), wait(alive, late), [](std::exception_ptr) {});
    context->poll();
    late(make_text());
    BOOST_TEST(alive.use_count() == 2);
    late = nullptr;
    context.reset();  // with the result in its queue
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(runs_blocking_work_on_another_thread)
{
    asio::io_context context{1};
    asio::thread_pool others{1};
    std::string text;
    std::thread::id ran_on;
    const auto wait = [](asio::thread_pool& where, std::thread::id& on,
                         std::string& into) -> task<> {
        auto running = run_blocking(where, [&on] {
            on = std::this_thread::get_id();
            return std::string(100, 'y');
        });
        into = co_await std::move(running);
    };
    test::run_to_end(context, wait(others, ran_on, text));
    BOOST_TEST(text == std::string(100, 'y'));
    BOOST_TEST((ran_on != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(computes_hashes_on_the_pool)
{
    asio::io_context context{1};
    std::vector<auth::kdf_outcome> outcomes;
    const auto compute = [](auth::kdf_pool& pool, std::vector<auth::kdf_outcome>& into) -> task<> {
        auth::kdf_job job{{}, "192.0.2.1", secret_bytes("right"), {}};
        job.made_hash = std::make_shared<std::string>();
        const auto hash = job.made_hash;
        auto making = compute_hash(pool, std::move(job));
        into.push_back(co_await std::move(making));
        auth::kdf_job check{{}, "192.0.2.1", secret_bytes("wrong"), *hash};
        check.digest[0] = 1;
        auto checking = compute_hash(pool, std::move(check));
        into.push_back(co_await std::move(checking));
    };
    auth::kdf_pool pool(1, 1);
    test::run_to_end(context, compute(pool, outcomes));
    const std::vector expected{auth::kdf_outcome::match, auth::kdf_outcome::mismatch};
    BOOST_TEST((outcomes == expected));
}

BOOST_AUTO_TEST_SUITE_END()
