#include "gateway/serve/live_config.hpp"

#include "gateway/config/settings_table.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(live_config_test)

namespace {

namespace json = boost::json;
using dsgw::setting_kind;

/// The log lines when a reload finds `after` in place of the defaults.
std::string warnings_for(const dsgw::gateway_settings& after)
{
    std::ostringstream out;
    const auto before = spdlog::default_logger();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "reload", std::make_shared<spdlog::sinks::ostream_sink_st>(out)
    ));
    spdlog::default_logger()->set_pattern("%v");
    dsgw::warn_restart_required({}, after);
    spdlog::set_default_logger(before);
    return out.str();
}

/// Values of the row's kind, none of them a default. At least one is valid for each setting.
std::vector<json::value> other_values(const dsgw::setting_row& row)
{
    switch (row.kind) {
        case setting_kind::choice:
            return {json::string(row.choices.back())};
        case setting_kind::flag:
            return {row.default_value != "true"};
        case setting_kind::whole:
            return {row.low + 1};
        case setting_kind::decimal:
            return {1.5};
        case setting_kind::text:
            return {"/elsewhere/0123456789/0123456789/0123456789"};
        case setting_kind::text_list:
            return {json::array{"192.0.2.0/24"}, json::array{"X-Acme-Colour"}};
        case setting_kind::path_list:
            return {json::array{"/robots.txt"}};
        case setting_kind::object:
            return {json::object{{"name", "value"}}};
        case setting_kind::list:
            return {json::array{json::object{{"name", "NAME"}}}};
    }
    return {};
}

/// The defaults, except for this setting.
dsgw::gateway_settings changed(const dsgw::setting_row& row)
{
    const auto dot = row.key.find('.');
    for (auto& value : other_values(row)) {
        json::object block;
        if (dot == row.key.npos) {
            block.emplace(row.key, value);
        } else {
            json::object inner;
            inner.emplace(row.key.substr(dot + 1), value);
            block.emplace(row.key.substr(0, dot), inner);
        }
        const auto read = dsgw::parse_settings(block, "test");
        if (read.problems.empty()) return read.value;
    }
    BOOST_FAIL("no valid value for " << row.key);
    return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(warns_only_about_changed_settings_that_need_a_restart)
{
    std::size_t marked = 0;
    for (const auto& row : dsgw::settings_table()) {
        const bool needs_restart = row.needs_restart != nullptr;
        marked += needs_restart;
        const auto expected =
            needs_restart ? std::string(row.key) + ": the change takes effect at the next start\n"
                          : std::string();
        BOOST_TEST(warnings_for(changed(row)) == expected, row.key);
    }
    BOOST_TEST(marked == 8u);
}

BOOST_AUTO_TEST_CASE(is_silent_if_nothing_has_changed) { BOOST_TEST(warnings_for({}) == ""); }

BOOST_AUTO_TEST_SUITE_END()
