#include "gateway/serve/live_config.hpp"

#include <boost/test/unit_test.hpp>

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <functional>
#include <memory>
#include <sstream>
#include <utility>

BOOST_AUTO_TEST_SUITE(live_config_test)

namespace {

/// The log lines of a change.
std::string warnings_for(const std::function<void(dsgw::gateway_settings&)>& change)
{
    std::ostringstream out;
    const auto before = spdlog::default_logger();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>(
        "late", std::make_shared<spdlog::sinks::ostream_sink_st>(out)
    ));
    spdlog::default_logger()->set_pattern("%v");
    dsgw::gateway_settings after;
    change(after);
    dsgw::warn_restart_required({}, after);
    spdlog::set_default_logger(before);
    return out.str();
}

}  // namespace

BOOST_AUTO_TEST_CASE(names_each_setting_that_waits_for_the_next_start)
{
    using settings = dsgw::gateway_settings;
    const std::pair<const char*, std::function<void(settings&)>> table[] = {
        {"auth.kdf_threads", [](settings& s) { s.auth.kdf_threads += 1; }},
        {"auth.kdf_queue", [](settings& s) { s.auth.kdf_queue += 1; }},
        {"session.path", [](settings& s) { s.session.path = "/elsewhere"; }},
        {"audit.path", [](settings& s) { s.audit_path = "/elsewhere"; }},
    };
    for (const auto& [name, change] : table)
        BOOST_TEST(
            warnings_for(change) ==
                std::string(name) + ": the change takes effect at the next start\n",
            name
        );
}

BOOST_AUTO_TEST_CASE(is_silent_about_settings_that_take_effect_at_once)
{
    BOOST_TEST(warnings_for([](auto& s) { s.realm += "!"; }) == "");
}

BOOST_AUTO_TEST_SUITE_END()
