#include "secrets/store_thread.hpp"

#include "tests/unit/support/store_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>
#include <thread>

using namespace dsgw;
using namespace dsgw::secrets;
using namespace dsgw::secrets::test;

namespace {

// The answer of a question, with a limit that only a hang can reach.
template <class T>
T wait_for(std::future<T> answer)
{
    BOOST_REQUIRE((answer.wait_for(std::chrono::seconds(60)) == std::future_status::ready));
    return answer.get();
}

template <class Question>
auto ask(store_thread& thread, Question question)
{
    using answer = std::invoke_result_t<Question&, secret_store&>;
    auto promise = std::make_shared<std::promise<answer>>();
    auto future = promise->get_future();
    thread.ask(std::move(question), [promise](answer given) {
        promise->set_value(std::move(given));
    });
    return wait_for(std::move(future));
}

std::future<access_answer> read(store_thread& thread, const std::string& name)
{
    auto promise = std::make_shared<std::promise<access_answer>>();
    thread.read({name, "alice"}, [promise](access_answer given) {
        promise->set_value(std::move(given));
    });
    return promise->get_future();
}

std::string text_of(std::future<access_answer> future)
{
    const access_answer answer = wait_for(std::move(future));
    if (!answer) return "error: " + answer.error().message;
    return *answer ? std::string((*answer)->value.view()) : "(none)";
}

// Holds the store's thread within a question until opened, so that what is asked meanwhile waits.
class gate
{
public:
    explicit gate(store_thread& thread)
    {
        thread.ask(
            [this](secret_store&) -> result<void> {
                entered_.count_down();
                opened_.wait();
                return {};
            },
            [this](const result<void>&) { left_.count_down(); }
        );
        entered_.wait();
    }
    ~gate() { open(); }
    gate(const gate&) = delete;
    gate& operator=(const gate&) = delete;

    void open()
    {
        if (is_open_) return;
        is_open_ = true;
        opened_.count_down();
        left_.wait();
    }

private:
    std::latch entered_{1};
    std::latch opened_{1};
    std::latch left_{1};
    bool is_open_ = false;
};

// Longer than any machine needs for what waits in these tests.
thread_options patient()
{
    thread_options how;
    how.group_time = std::chrono::seconds(60);
    return how;
}

struct thread_fixture : store_fixture
{
    store_thread& start(thread_options how = {})
    {
        auto store = open();
        set(*store, "A", "a");
        set(*store, "B", "b");
        return thread.emplace(std::move(store), how);
    }

    std::optional<store_thread> thread;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(store_thread_, thread_fixture)

BOOST_AUTO_TEST_CASE(questions_and_accesses_are_answered)
{
    auto& running = start();
    BOOST_TEST(text_of(read(running, "A")) == "a");
    BOOST_TEST(text_of(read(running, "none")) == "(none)");
    // A request may contain members that cannot be copied.
    const auto made = ask(running, [value = secret_bytes("new")](secret_store& store) {
        return store.set(of("A"), value.view(), "", refuse);
    });
    BOOST_TEST(made.value().version == 2);
    BOOST_TEST(text_of(read(running, "A")) == "new");
    const auto refused = ask(running, [](secret_store& store) { return store.remove(of("none")); });
    BOOST_TEST((refused.error().code == errc::no_such_secret));
}

BOOST_AUTO_TEST_CASE(what_is_to_be_done_first_is_done_on_the_thread)
{
    std::thread::id prepared;
    thread_options options;
    options.at_start = [&] { prepared = std::this_thread::get_id(); };
    auto& running = start(options);
    const auto asked = ask(running, [](secret_store&) -> result<std::thread::id> {
        return std::this_thread::get_id();
    });
    BOOST_TEST((prepared == *asked));
    BOOST_TEST((prepared != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(accesses_that_wait_together_are_one_group)
{
    auto& running = start(patient());
    std::vector<std::future<access_answer>> answers;
    {
        const gate held(running);
        for (int number = 0; number < 100; ++number)
            answers.push_back(read(running, number % 2 == 0 ? "A" : "B"));
    }
    for (std::size_t number = 0; number < answers.size(); ++number)
        BOOST_TEST(text_of(std::move(answers[number])) == (number % 2 == 0 ? "a" : "b"));
    BOOST_TEST(running.groups() == 1U);
}

BOOST_AUTO_TEST_CASE(a_group_ends_where_something_else_was_asked)
{
    auto& running = start(patient());
    std::vector<std::future<access_answer>> answers;
    std::promise<void> changed;
    {
        const gate held(running);
        answers.push_back(read(running, "A"));
        answers.push_back(read(running, "A"));
        running.ask(
            [](secret_store& store) { return store.set(of("A"), "new", "", refuse); },
            [&](const result<saved>&) { changed.set_value(); }
        );
        answers.push_back(read(running, "A"));
    }
    BOOST_TEST(text_of(std::move(answers[0])) == "a");
    BOOST_TEST(text_of(std::move(answers[1])) == "a");
    BOOST_TEST(text_of(std::move(answers[2])) == "new");
    wait_for(changed.get_future());
    BOOST_TEST(running.groups() == 2U);
}

BOOST_AUTO_TEST_CASE(a_group_ends_when_its_time_is_over)
{
    thread_options how;
    how.group_time = std::chrono::microseconds(0);
    auto& running = start(how);
    std::vector<std::future<access_answer>> answers;
    {
        const gate held(running);
        for (int number = 0; number < 5; ++number)
            answers.push_back(read(running, "A"));
    }
    for (auto& answer : answers)
        BOOST_TEST(text_of(std::move(answer)) == "a");
    BOOST_TEST(running.groups() == 5U);
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_at_once)
{
    thread_options how;
    how.queue_max = 2;
    auto& running = start(how);
    gate held(running);
    auto first = read(running, "A");
    auto second = read(running, "A");
    const failure third = wait_for(read(running, "A")).error();
    BOOST_TEST((third.code == errc::overloaded));
    const auto question = ask(running, [](secret_store& store) { return store.list(); });
    BOOST_TEST((question.error().code == errc::overloaded));
    held.open();
    BOOST_TEST(text_of(std::move(first)) == "a");
    BOOST_TEST(text_of(std::move(second)) == "a");
}

BOOST_AUTO_TEST_CASE(stopping_answers_whatever_waits_and_refuses_the_rest)
{
    auto& running = start();
    std::vector<std::future<access_answer>> answers;
    std::thread stopping;
    {
        gate held(running);
        for (int number = 0; number < 10; ++number)
            answers.push_back(read(running, "A"));
        stopping = std::thread([&] { running.stop(); });
        // Once it is stopping, it says so; until then it takes more.
        for (bool refused = false; !refused;) {
            auto late = read(running, "B");
            if (late.wait_for(std::chrono::seconds(0)) == std::future_status::ready)
                refused = late.get().error().code == errc::stopped;  // not because it is full
            std::this_thread::yield();
        }
    }
    stopping.join();
    for (auto& answer : answers)
        BOOST_TEST(text_of(std::move(answer)) == "a");
    running.stop();  // once more changes nothing
    const auto late = ask(running, [](secret_store& store) { return store.list(); });
    BOOST_TEST((late.error().code == errc::stopped));
}

BOOST_AUTO_TEST_CASE(a_question_that_throws_is_answered_and_the_thread_goes_on)
{
    auto& running = start();
    const auto answer =
        ask(running, [](secret_store&) -> result<int> { throw std::runtime_error("out of luck"); });
    BOOST_TEST((answer.error().code == store::errc::database_failed));
    BOOST_TEST(answer.error().message == "out of luck");
    BOOST_TEST(text_of(read(running, "A")) == "a");
}

BOOST_AUTO_TEST_CASE(many_threads_may_ask_at_once)
{
    auto& running = start();
    std::atomic<int> good = 0;
    {
        std::vector<std::jthread> askers;
        for (int asker = 0; asker < 4; ++asker)
            askers.emplace_back([&] {
                for (int number = 0; number < 50; ++number) {
                    running.read({"A", "alice"}, [&](access_answer answer) {
                        if (answer && *answer) ++good;
                    });
                    if (number % 10 == 0)
                        running.ask(
                            [](secret_store& store) { return store.set(of("C"), "c", "", refuse); },
                            [&](const result<saved>& answer) { good += answer ? 1 : 0; }
                        );
                }
            });
    }
    running.stop();
    BOOST_TEST(good.load() == 4 * 55);
}

BOOST_AUTO_TEST_SUITE_END()
