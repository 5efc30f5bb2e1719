#include "gateway/observe/access_log.hpp"
#include "gateway/pages/page_frame.hpp"
#include "gateway/pages/page_visit.hpp"
#include "gateway/pages/pages.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace dsgw {

namespace json = boost::json;

namespace {

json::array accounts_of(const config& from)
{
    json::array names;
    for (const auto& each : from.account_summaries)
        names.emplace_back(each.name);
    return names;
}

json::array warnings_of(const config& from)
{
    json::array all;
    for (const auto& each : from.warnings) {
        // The name of a file may contain any bytes.
        all.push_back(json::object{
            {"where", as_readable_text(each.location)}, {"what", as_readable_text(describe(each))}}
        );
    }
    return all;
}

reply make_status(const page_visit& visit)
{
    using std::chrono::seconds;
    const auto uptime = std::chrono::floor<seconds>(steady_clock::now() - visit.services.started);
    const auto& from = *visit.ex.config->snapshot;
    json::object body;
    body["ok"] = true;
    body["version"] = DSGW_VERSION;
    body["uptime_seconds"] = uptime.count();
    body["accounts"] = accounts_of(from);
    body["warnings"] = warnings_of(from);
    reply made;
    made.content_type = "application/json; charset=utf-8";
    made.body = json::serialize(body);
    made.headers.emplace_back("Cache-Control", "private, no-store");
    made.headers.emplace_back("X-Content-Type-Options", "nosniff");
    return made;
}

}  // namespace

task<reply> answer_gateway_status(page_visit& visit)
{
    const auto& ex = visit.ex;
    if (ex.identity && ex.config->see_status.allows(ex.identity->actor()))
        co_return make_status(visit);
    co_return make_text_reply(
        403, "Permission denied: this page needs the permission gateway-status", reply_format::json,
        ex.request_id
    );
}

}  // namespace dsgw
