#include "gateway/observe/metrics.hpp"

#include "gateway/http/request_id.hpp"
#include "gateway/observe/access_log.hpp"
#include "tests/unit/support/allocation_count.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <thread>

using namespace dsgw;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(metrics_test)

namespace {

struct fixture
{
    audit_log people;
    metrics counted{2, people};

    /// What /metrics says of a sample, "" if it does not.
    [[nodiscard]] std::string value_of(const std::string& sample) const
    {
        std::istringstream text(metrics_text(counted));
        for (std::string line; std::getline(text, line);) {
            if (line.starts_with(sample + ' ')) return line.substr(sample.size() + 1);
        }
        return "";
    }
};

/// "name kind" of each family, of the text or of the documentation's table.
std::set<std::string> families_of(const std::string& text)
{
    std::set<std::string> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) found.insert(line.substr(7));
    }
    return found;
}

std::set<std::string> documented_families()
{
    std::set<std::string> found;
    std::ifstream lines(std::string(DSGW_DOCS) + "/operate.md");
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("| `datasette_gateway_")) continue;
        const auto end = line.find('`', 3);
        const auto begin = line.find_first_not_of(" |", end + 1);
        const auto kind = line.substr(begin, line.find(' ', begin) - begin);
        found.insert(line.substr(3, end - 3) + ' ' + kind);
    }
    return found;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(sums_up_what_the_threads_have_counted, fixture)
{
    counted.threads[0]->requests.add(1, 200);
    counted.threads[0]->requests.add(1, 200);
    counted.threads[1]->requests.add(1, 200);
    counted.threads[1]->requests.add(0, 401);
    const std::string name = "datasette_gateway_requests_total";
    BOOST_TEST(value_of(name + R"({actor="basic",code="200"})") == "3");
    BOOST_TEST(value_of(name + R"({actor="anonymous",code="401"})") == "1");
    BOOST_TEST(value_of(name + R"({actor="session",code="200"})") == "");
    counted.threads[0]->traffic.received.add(1000);
    counted.threads[1]->traffic.received.add(234);
    counted.threads[1]->traffic.sent.add(5'000'000'000);
    BOOST_TEST(value_of("datasette_gateway_received_bytes_total") == "1234");
    BOOST_TEST(value_of("datasette_gateway_sent_bytes_total") == "5000000000");
}

BOOST_FIXTURE_TEST_CASE(an_unknown_status_is_not_counted, fixture)
{
    for (const unsigned status : {0U, 600U, 999U})
        counted.threads[0]->requests.add(3, status);
    counted.threads[0]->requests.add(3, 599);
    const std::string name = "datasette_gateway_requests_total";
    BOOST_TEST(value_of(name + R"({actor="cookie",code="0"})") == "3");
    BOOST_TEST(value_of(name + R"({actor="cookie",code="599"})") == "1");
}

BOOST_FIXTURE_TEST_CASE(times_fall_into_the_first_bound_that_holds_them, fixture)
{
    auto& times = counted.threads[0]->upstream;
    times.add(0us);
    times.add(1000us);
    times.add(1001us);
    counted.threads[1]->upstream.add(10s);
    counted.threads[1]->upstream.add(10s + 1us);
    const std::string name = "datasette_gateway_upstream_duration_seconds";
    BOOST_TEST(value_of(name + R"(_bucket{le="0.001"})") == "2");
    BOOST_TEST(value_of(name + R"(_bucket{le="0.0025"})") == "3");
    BOOST_TEST(value_of(name + R"(_bucket{le="5"})") == "3");
    BOOST_TEST(value_of(name + R"(_bucket{le="10"})") == "4");
    BOOST_TEST(value_of(name + R"(_bucket{le="+Inf"})") == "5");
    BOOST_TEST(value_of(name + "_count") == "5");
    BOOST_TEST(std::stod(value_of(name + "_sum")) == 20.002002, boost::test_tools::tolerance(1e-9));
}

BOOST_FIXTURE_TEST_CASE(open_connections_are_those_that_have_not_ended, fixture)
{
    counted.threads[0]->connections_begun.add(3);
    counted.threads[1]->connections_begun.add(2);
    counted.threads[1]->connections_ended.add(1);
    counted.threads[0]->connections_refused.add(7);
    BOOST_TEST(value_of("datasette_gateway_connections") == "4");
    BOOST_TEST(value_of("datasette_gateway_connections_total") == "5");
    BOOST_TEST(value_of("datasette_gateway_connections_refused_total") == "7");
}

BOOST_FIXTURE_TEST_CASE(people_secrets_and_reloads_are_counted_by_outcome, fixture)
{
    people.write({audit_event::logged_in, "192.0.2.1", "amy"});
    people.write({audit_event::log_in_failed, "192.0.2.1", "amy"});
    people.write({audit_event::log_in_failed, "192.0.2.1", "bob"});
    people.write({audit_event::throttled, "192.0.2.1", "bob"});
    BOOST_TEST(value_of("datasette_gateway_logins_total") == "1");
    BOOST_TEST(value_of(R"(datasette_gateway_login_failures_total{reason="wrong"})") == "2");
    BOOST_TEST(value_of(R"(datasette_gateway_login_failures_total{reason="throttled"})") == "1");
    counted.secrets.given.add(3);
    counted.secrets.missing.add(2);
    counted.secrets.failed.add(1);
    const std::string accesses = "datasette_gateway_secret_accesses_total";
    BOOST_TEST(value_of(accesses + R"({result="given"})") == "3");
    BOOST_TEST(value_of(accesses + R"({result="missing"})") == "2");
    BOOST_TEST(value_of(accesses + R"({result="failed"})") == "1");
    counted.reloads.done.add();
    counted.reloads.failed.add(2);
    BOOST_TEST(value_of(R"(datasette_gateway_reloads_total{result="done"})") == "1");
    BOOST_TEST(value_of(R"(datasette_gateway_reloads_total{result="failed"})") == "2");
}

BOOST_FIXTURE_TEST_CASE(the_pool_counts_only_while_it_is_there, fixture)
{
    BOOST_TEST(value_of("datasette_gateway_kdf_queue_length") == "0");
    BOOST_TEST(value_of("datasette_gateway_kdf_hashes_total") == "0");
    auth::kdf_pool pool(1, 4);
    counted.passwords.store(&pool);
    BOOST_TEST(value_of("datasette_gateway_kdf_queue_length") == "0");
}

BOOST_FIXTURE_TEST_CASE(the_documentation_has_a_row_for_each_family, fixture)
{
    const auto told = families_of(metrics_text(counted));
    const auto documented = documented_families();
    BOOST_TEST(told.size() > 10u);
    BOOST_TEST(told == documented, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(reading_while_others_count_loses_nothing, fixture)
{
    constexpr std::uint64_t rounds = 200'000;
    std::thread counting([&] {
        for (std::uint64_t i = 0; i < rounds; ++i)
            counted.threads[0]->requests.add(0, 200);
    });
    while (value_of(R"(datasette_gateway_requests_total{actor="anonymous",code="200"})").empty()) {
    }
    counting.join();
    BOOST_TEST(
        value_of(R"(datasette_gateway_requests_total{actor="anonymous",code="200"})") ==
        std::to_string(rounds)
    );
}

BOOST_FIXTURE_TEST_CASE(ids_and_counts_of_requests_allocate_nothing, fixture)
{
    request_ids ids(1);
    std::string id;
    std::string line;
    access_entry entry{};
    entry.client = "192.0.2.1";
    entry.method = "GET";
    entry.target = "/";
    std::size_t before = 0;
    for (int i = 0; i < 3; ++i) {
        // The first round makes room in the strings, as the first requests do.
        if (i == 1) before = test::allocations_of_thread();
        id.clear();
        line.clear();
        ids.append_next(id);
        entry.request_id = id;
        append_text_line(entry, line);
        counted.threads[0]->requests.add(0, 200);
        counted.threads[0]->upstream.add(1ms);
        counted.threads[0]->traffic.received.add(1);
        counted.threads[0]->cache.cookie_hits.add();
    }
    BOOST_TEST(test::allocations_of_thread() == before);
    BOOST_TEST(std::make_unique<int>(1) != nullptr);
    BOOST_TEST(test::allocations_of_thread() > before, "they are counted");
}

BOOST_AUTO_TEST_SUITE_END()
