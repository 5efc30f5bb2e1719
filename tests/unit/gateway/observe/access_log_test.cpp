#include "gateway/observe/access_log.hpp"

#include "gateway/http/limits.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <sstream>
#include <string>

using namespace dsgw;
using namespace std::chrono_literals;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(access_log_test)

namespace {

access_entry make_entry()
{
    access_entry entry{};
    entry.at = std::chrono::system_clock::time_point(1795291200s + 7ms);
    entry.client = "192.0.2.1";
    entry.actor = "alice";
    entry.request_id = "f00d";
    entry.method = "GET";
    entry.target = "/db?x=1";
    entry.status = 200;
    entry.bytes = 1234;
    entry.duration = 12'345us;
    entry.upstream = 9us;
    return entry;
}

std::string text_of(const access_entry& entry)
{
    std::string out;
    append_text_line(entry, out);
    return out;
}

std::string json_of(const access_entry& entry)
{
    std::string out;
    append_json_line(entry, out);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(writes_a_line_of_text)
{
    auto entry = make_entry();
    BOOST_TEST(
        text_of(entry) ==
        "2026-11-21T20:00:00.007Z 192.0.2.1 alice \"GET /db?x=1\" 200 1234 "
        "12.345ms upstream=0.009ms id=f00d\n"
    );
    entry.actor = "";
    entry.error = "upstream_busy";
    entry.side = "upstream";
    entry.status = 503;
    entry.bytes = 0;
    entry.upstream = 0us;
    BOOST_TEST(
        text_of(entry) ==
        "2026-11-21T20:00:00.007Z 192.0.2.1 - \"GET /db?x=1\" 503 0 12.345ms "
        "upstream=0.000ms id=f00d error=upstream_busy side=upstream\n"
    );
    entry.reason = "logged_out";
    BOOST_TEST(text_of(entry).ends_with(" side=upstream reason=logged_out\n"));
}

BOOST_AUTO_TEST_CASE(writes_a_line_of_json)
{
    auto entry = make_entry();
    BOOST_TEST(
        json_of(entry) ==
        "{\"time\":\"2026-11-21T20:00:00.007Z\",\"client\":\"192.0.2.1\",\"actor\":\"alice\","
        "\"method\":\"GET\",\"path\":\"/db?x=1\",\"status\":200,\"bytes\":1234,"
        "\"duration_ms\":12.345,\"upstream_ms\":0.009,\"request_id\":\"f00d\"}\n"
    );
    entry.actor = "";
    entry.error = "not_found";
    entry.side = "downstream";
    const auto line = boost::json::parse(json_of(entry)).as_object();
    BOOST_TEST(line.at("actor").is_null());
    BOOST_TEST(line.at("error").as_string() == "not_found");
    BOOST_TEST(line.at("side").as_string() == "downstream");
    BOOST_TEST(!line.contains("reason"));
    entry.reason = "expired";
    BOOST_TEST(boost::json::parse(json_of(entry)).at("reason").as_string() == "expired");
}

BOOST_AUTO_TEST_CASE(nothing_in_a_text_line_can_end_a_word_or_the_line)
{
    auto entry = make_entry();
    entry.actor = "a b\n\"c\\";
    entry.method = "G\rT";
    entry.target = "/\xc3\xa9\x7f\t x";
    const auto line = text_of(entry);
    BOOST_TEST(
        line.find(" a\\x20b\\x0a\\x22c\\x5c \"G\\x0dT /\\xc3\\xa9\\x7f\\x09\\x20x\" ") !=
        std::string::npos
    );
    BOOST_TEST(line.find('\n') == line.size() - 1);
}

BOOST_AUTO_TEST_CASE(any_bytes_make_one_readable_line)
{
    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    auto entry = make_entry();
    for (const auto& bytes : {all, "/\xff"s, "/\xc3"s, "/\xe2\x82"s, "/\xed\xa0\x80"s, "/\n\0"s}) {
        entry.actor = bytes;
        entry.method = bytes;
        entry.target = bytes;
        const auto text = text_of(entry);
        const auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
        BOOST_TEST(std::all_of(text.begin(), text.end() - 1, printable), text);
        BOOST_TEST(text.back() == '\n');
        const auto json = json_of(entry);
        BOOST_TEST(json.find('\n') == json.size() - 1);
        boost::system::error_code ec;
        (void)boost::json::parse(json, ec);
        BOOST_TEST(!ec, ec.message() << ": " << json);
    }
    entry = make_entry();
    entry.target = "/\xff \\";
    BOOST_TEST(json_of(entry).find("\"/\\\\xff\\\\x20\\\\x5c\"") != std::string::npos);
    entry.actor = "caf\xc3\xa9";
    const auto line = boost::json::parse(json_of(entry)).as_object();
    BOOST_TEST(line.at("actor").as_string() == "caf\xc3\xa9");
}

BOOST_AUTO_TEST_CASE(does_not_log_sensitive_values)
{
    const std::pair<std::string, std::string> cases[]{
        {"/", "/"},
        {"/a?b=c", "/a?b=c"},
        {"/a?token=x", "/a?token=***"},
        {"/a?b=c&token=x&d=e", "/a?b=c&token=***&d=e"},
        {"/a?Token=x&TOKEN=y", "/a?Token=***&TOKEN=***"},
        {"/a?csrftoken=x", "/a?csrftoken=***"},
        {"/a?_password=x", "/a?_password=***"},
        {"/a?secret=x=y", "/a?secret=***"},
        {"/a?api_key=x", "/a?api_key=***"},
        {"/a?hash=x", "/a?hash=***"},
        {"/a?signature=x&X-Auth=y", "/a?signature=***&X-Auth=***"},
        {"/a?%74oken=x", "/a?%74oken=***"},
        {"/a?token=", "/a?token=***"},
        {"/a?token", "/a?token"},
        {"/a?x=token", "/a?x=token"},
        {"/token=x", "/token=x"},
        {"/a?b&&c=", "/a?b&&c="},
    };
    for (const auto& [target, expected] : cases)
        BOOST_TEST(redact_target(target) == expected, target);
}

BOOST_AUTO_TEST_CASE(hides_the_query_of_the_target_after_a_login)
{
    const std::pair<std::string, std::string> cases[] = {
        {"/-/login?next=/db/t", "/-/login?next=/db/t"},
        {"/-/login?next=/db?token=abc", "/-/login?next=/db?***"},
        {"/-/login?next=/db%3Ftoken%3Dabc", "/-/login?next=/db?***"},
        {"/-/login?next=%2Fdb%3ftoken=abc%26x=1&a=b", "/-/login?next=%2Fdb?***&a=b"},
        {"/-/login?next=/db%3Fa?b", "/-/login?next=/db?***"},
        {"/-/login?next=?token=abc", "/-/login?next=?***"},
        {"/-/login?a=b&next=/db?token=abc&x=y", "/-/login?a=b&next=/db?***&x=y"},
        {"/-/login?next=", "/-/login?next="},
        {"/-/login?next", "/-/login?next"},
        // Datasette's own, the position in a table.
        {"/db/t?_next=100&sql=select+'?'", "/db/t?_next=100&sql=select+'?'"},
    };
    for (const auto& [target, expected] : cases)
        BOOST_TEST(redact_target(target) == expected, target);
}

BOOST_AUTO_TEST_CASE(a_target_that_is_no_path_is_not_logged)
{
    for (const std::string target : {"http://user:pw0rd@host/", "user:pw0rd@host:443", "", "x"})
        BOOST_TEST(redact_target(target) == "-", target);
    BOOST_TEST(redact_target("*") == "*");
}

BOOST_AUTO_TEST_CASE(a_long_target_is_cut)
{
    const auto most = limits::logged_path_bytes_max;
    for (const auto size : {most - 1, most}) {
        const auto target = "/" + std::string(size - 1, 'a');
        BOOST_TEST(redact_target(target) == target);
    }
    const auto cut = redact_target("/" + std::string(most, 'a'));
    BOOST_TEST(cut == "/" + std::string(most - 1, 'a') + "...");
    const auto hidden = redact_target("/?b=" + std::string(most, 'a') + "&token=hidden");
    BOOST_TEST(hidden.find("hidden") == std::string::npos);
    BOOST_TEST(hidden.size() == most + 3);
}

BOOST_AUTO_TEST_CASE(lines_gather_and_are_written_in_order)
{
    std::ostringstream written;
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(written);
    const auto logger = std::make_shared<spdlog::logger>("access", sink);
    logger->set_pattern("%v");
    asio::io_context context;
    const auto entry = make_entry();
    {
        access_log log(context, logger);
        log.write(entry, access_log_format::off);
        log.write(entry, access_log_format::text);
        log.write(entry, access_log_format::json);
        BOOST_TEST(written.str() == "");
        context.run_for(10s);  // ends with the one timer
        BOOST_TEST(written.str().find(text_of(entry) + json_of(entry)) == 0u);
        const auto before = written.str().size();
        log.write(entry, access_log_format::text);
        log.flush();
        BOOST_TEST(written.str().size() > before);
        written.str("");
        log.write(entry, access_log_format::json);
    }
    BOOST_TEST(written.str().find(json_of(entry)) == 0u);  // what is left goes with the log
}

BOOST_AUTO_TEST_CASE(a_full_batch_does_not_wait)
{
    std::ostringstream written;
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(written);
    asio::io_context context;
    access_log log(context, std::make_shared<spdlog::logger>("access", sink));
    const auto entry = make_entry();
    const auto lines = limits::access_log_batch_bytes / text_of(entry).size() + 1;
    for (std::size_t i = 0; i < lines; ++i)
        log.write(entry, access_log_format::text);
    BOOST_TEST(written.str().size() >= limits::access_log_batch_bytes);
}

BOOST_AUTO_TEST_SUITE_END()
