#include "auth/kdf_pool.hpp"

#include "auth/password_hash.hpp"
#include "tests/unit/auth/kdf_pool_fixture.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <latch>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

using namespace dsgw::auth;
using test::gate;
using test::make_cheap_hash;
using test::make_digest;
using test::make_job;
using test::record;

BOOST_AUTO_TEST_SUITE(kdf_pool_)

namespace {

using names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(says_whether_the_password_matches)
{
    record answers;
    kdf_pool pool(1, 0);
    pool.submit(make_job(1, "a", "right", make_cheap_hash("right")), answers.note("1"));
    pool.submit(make_job(2, "a", "wrong", make_cheap_hash("right")), answers.note("2"));
    pool.submit(make_job(3, "a", "x", "not a hash"), answers.note("3"));
    pool.submit(make_job(4, "a", "x", ""), answers.note("4"));
    BOOST_TEST(
        answers.wait_for(4) == (names{"1:match", "2:mismatch", "3:mismatch", "4:mismatch"}),
        boost::test_tools::per_element()
    );
    BOOST_TEST(pool.computations() == 4U);
}

BOOST_AUTO_TEST_CASE(equal_jobs_that_wait_share_one_computation)
{
    record answers;
    kdf_pool pool(2, 1);
    {
        gate held(pool, 2);
        // A queue of one has room for all of them: followers take none.
        for (int number = 0; number < 50; ++number)
            pool.submit(
                make_job(1, "client" + std::to_string(number), "p", make_cheap_hash("p")),
                answers.note("x")
            );
        BOOST_TEST(answers.so_far().empty());
    }
    for (const std::string& one : answers.wait_for(50))
        BOOST_TEST(one == "x:match");
    BOOST_TEST(pool.computations() == 3U);
}

BOOST_AUTO_TEST_CASE(a_job_joins_an_equal_one_that_runs_already)
{
    record answers;
    kdf_pool pool(2, 0);
    const std::string heavy = make_cheap_hash("p", 400'000);  // long enough to be found running
    for (int number = 0; number < 20; ++number)
        pool.submit(make_job(1, "a", "p", heavy), answers.note("x"));
    for (const std::string& one : answers.wait_for(20))
        BOOST_TEST(one == "x:match");
    BOOST_TEST(pool.computations() == 1U);
    // Not remembered: that is the cache's business.
    pool.submit(make_job(1, "a", "p", make_cheap_hash("p")), answers.note("x"));
    answers.wait_for(21);
    BOOST_TEST(pool.computations() == 2U);
}

BOOST_AUTO_TEST_CASE(only_equal_digest_and_equal_hash_are_the_same_job)
{
    record answers;
    kdf_pool pool(1, 0);
    {
        gate held(pool, 1);
        pool.submit(make_job(1, "a", "p", make_cheap_hash("p")), answers.note("same"));
        pool.submit(make_job(2, "a", "q", make_cheap_hash("p")), answers.note("digest"));
        // As after a reload that changed the account's hash.
        pool.submit(make_job(1, "a", "p", make_cheap_hash("new")), answers.note("hash"));
    }
    BOOST_TEST(
        answers.wait_for(3) == (names{"same:match", "digest:mismatch", "hash:mismatch"}),
        boost::test_tools::per_element()
    );
    BOOST_TEST(pool.computations() == 4U);
}

BOOST_AUTO_TEST_CASE(clients_take_turns)
{
    record answers;
    kdf_pool pool(1, 0);
    {
        gate held(pool, 1);
        unsigned digest = 0;
        for (const char* job : {"a1", "a2", "a3", "b1", "b2", "c1"})
            pool.submit(
                make_job(++digest, std::string(1, job[0]), "p", make_cheap_hash("p")),
                answers.note(job)
            );
    }
    BOOST_TEST(
        answers.wait_for(6) ==
            (names{"a1:match", "b1:match", "c1:match", "a2:match", "b2:match", "a3:match"}),
        boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_CASE(a_full_queue_refuses_the_client_that_fills_it)
{
    record answers;
    kdf_pool pool(1, 3);
    gate held(pool, 1);
    for (unsigned digest = 1; digest <= 3; ++digest)
        pool.submit(make_job(digest, "a", "p", make_cheap_hash("p")), answers.note("in"));
    BOOST_TEST(answers.so_far().empty());
    pool.submit(make_job(4, "a", "p", make_cheap_hash("p")), answers.note("out"));
    // Refused on the spot.
    BOOST_TEST(answers.so_far() == (names{"out:overloaded"}), boost::test_tools::per_element());
    held.open();
    BOOST_TEST(
        answers.wait_for(4) == (names{"out:overloaded", "in:match", "in:match", "in:match"}),
        boost::test_tools::per_element()
    );
    BOOST_TEST(pool.computations() == 4U);
}

BOOST_AUTO_TEST_CASE(a_full_queue_makes_room_for_one_who_has_fewer)
{
    record answers;
    kdf_pool pool(1, 3);
    gate held(pool, 1);
    const auto submit = [&](unsigned digest, const char* client, const char* name) {
        pool.submit(make_job(digest, client, "p", make_cheap_hash("p")), answers.note(name));
    };
    submit(1, "greedy", "g1");
    submit(2, "greedy", "g2");
    submit(3, "greedy", "g3");
    submit(3, "other", "follower of g3");
    submit(4, "modest", "m1");
    // The newest of the greedy goes, with all who wait for it.
    BOOST_TEST(
        answers.so_far() == (names{"g3:overloaded", "follower of g3:overloaded"}),
        boost::test_tools::per_element()
    );
    submit(5, "modest", "m2");  // 1 against 2: it would have as many, refused
    submit(6, "third", "t1");   // 0 against 2: the greedy one gives way again
    held.open();
    BOOST_TEST(
        answers.wait_for(7) == (names{
                                   "g3:overloaded", "follower of g3:overloaded", "m2:overloaded",
                                   "g2:overloaded", "g1:match", "m1:match", "t1:match"}),
        boost::test_tools::per_element()
    );
}

BOOST_AUTO_TEST_CASE(what_was_given_up_can_be_asked_again)
{
    record answers;
    kdf_pool pool(1, 2);
    gate held(pool, 1);
    pool.submit(make_job(1, "a", "p", make_cheap_hash("p")), answers.note("kept"));
    pool.submit(make_job(2, "a", "p", make_cheap_hash("p")), answers.note("given up"));
    pool.submit(make_job(3, "b", "p", make_cheap_hash("p")), answers.note("b"));
    held.open();
    BOOST_TEST(
        answers.wait_for(3) == (names{"given up:overloaded", "kept:match", "b:match"}),
        boost::test_tools::per_element()
    );
    pool.submit(make_job(2, "a", "p", make_cheap_hash("p")), answers.note("again"));
    BOOST_TEST(answers.wait_for(4).back() == "again:match");
}

BOOST_AUTO_TEST_CASE(a_queue_without_limit_takes_everything)
{
    record answers;
    kdf_pool pool(2, 0);
    {
        gate held(pool, 2);
        for (unsigned digest = 0; digest < 500; ++digest)
            pool.submit(make_job(digest, "a", "p", make_cheap_hash("p")), answers.note("x"));
        BOOST_TEST(answers.so_far().empty());
    }
    for (const std::string& one : answers.wait_for(500))
        BOOST_TEST(one == "x:match");
}

BOOST_AUTO_TEST_CASE(stopping_answers_who_waits_and_finishes_what_runs)
{
    record answers;
    auto pool = std::make_unique<kdf_pool>(1, 10);
    std::binary_semaphore runs(0);
    std::latch opened(1);
    pool->submit(make_job(1, "a", "p", make_cheap_hash("p")), [&](kdf_outcome outcome) {
        runs.release();
        opened.wait();
        answers.note("running")(outcome);
    });
    runs.acquire();
    pool->submit(make_job(2, "a", "p", make_cheap_hash("p")), answers.note("waiting"));
    pool->submit(make_job(2, "b", "p", make_cheap_hash("p")), answers.note("follower"));
    std::thread stopper([&] { pool.reset(); });
    // Waiting jobs are answered before the running one is done.
    BOOST_TEST(
        answers.wait_for(2) == (names{"waiting:overloaded", "follower:overloaded"}),
        boost::test_tools::per_element()
    );
    opened.count_down();
    stopper.join();
    BOOST_TEST(answers.so_far().size() == 3U);
    BOOST_TEST(answers.so_far().back() == "running:match");
}

BOOST_AUTO_TEST_CASE(a_pool_of_no_threads_has_one)
{
    record answers;
    kdf_pool pool(0, 1);
    pool.submit(make_job(1, "a", "p", make_cheap_hash("p")), answers.note("x"));
    BOOST_TEST(answers.wait_for(1).front() == "x:match");
}

BOOST_AUTO_TEST_CASE(every_submission_of_many_threads_is_answered_exactly_once)
{
    constexpr int submitters = 4;
    constexpr int jobs = 300;
    std::atomic<int> matched{0};
    std::atomic<int> mismatched{0};
    std::atomic<int> overloaded{0};
    int more = 0;
    const auto count = [&](kdf_outcome outcome) {
        if (outcome == kdf_outcome::match) ++matched;
        if (outcome == kdf_outcome::mismatch) ++mismatched;
        if (outcome == kdf_outcome::overloaded) ++overloaded;
    };
    const std::string stored = make_cheap_hash("p");
    {
        kdf_pool pool(3, 8);
        std::vector<std::thread> threads;
        for (int number = 0; number < submitters; ++number)
            threads.emplace_back([&, number] {
                for (int job = 0; job < jobs; ++job)
                    pool.submit(
                        make_job(
                            static_cast<unsigned>(job % 40), "c" + std::to_string(number),
                            job % 40 % 2 == 0 ? "p" : "q", stored
                        ),
                        count
                    );
            });
        for (std::thread& one : threads)
            one.join();
        // On a busy machine the pool may not have got round to one of each.
        for (; matched == 0 || mismatched == 0; ++more) {
            pool.submit(
                make_job(static_cast<unsigned>(more % 40), "c", more % 2 == 0 ? "p" : "q", stored),
                count
            );
            std::this_thread::yield();
        }
    }
    BOOST_TEST(matched + mismatched + overloaded == submitters * jobs + more);
    BOOST_TEST(matched > 0);
    BOOST_TEST(mismatched > 0);
}

BOOST_AUTO_TEST_CASE(new_hashes_are_made_where_others_are_checked)
{
    record answers;
    const auto made = std::make_shared<std::string>();
    kdf_pool pool(1, 1);
    auto job = make_job(1, "a", "new password", "");
    job.made_hash = made;
    pool.submit(std::move(job), answers.note("x"));
    BOOST_TEST(answers.wait_for(1).front() == "x:match");
    BOOST_TEST(made->substr(0, 10) == "$argon2id$");
    BOOST_TEST(verify_password("new password", *made).value());
}

BOOST_AUTO_TEST_CASE(tells_how_many_wait)
{
    kdf_pool pool(1, 8);
    record answers;
    const auto hash = make_cheap_hash("right");
    {
        gate held(pool, 1);
        BOOST_TEST(pool.waiting() == 0u);
        for (unsigned number = 0; number < 3; ++number)
            pool.submit(make_job(number, "a", "right", hash), answers.note("one"));
        BOOST_TEST(pool.waiting() == 3u);
        // An equal job waits with it.
        pool.submit(make_job(0, "a", "right", hash), answers.note("one"));
        BOOST_TEST(pool.waiting() == 3u);
    }
    answers.wait_for(4);
    BOOST_TEST(pool.waiting() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
