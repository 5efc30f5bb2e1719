// An actor on the first line, an allow block on the rest: any JSON, any shape.

#include "auth/allow_block.hpp"

#include "tests/fuzz/require.hpp"

#include <boost/json/parse.hpp>

using namespace dsgw;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = fuzz::as_text(data, size);
    const auto line = text.find('\n');
    if (line == std::string_view::npos) return 0;
    boost::system::error_code error;
    const auto actor = boost::json::parse(text.substr(0, line), error);
    if (error || (!actor.is_object() && !actor.is_null())) return 0;
    const auto allow = boost::json::parse(text.substr(line + 1), error);
    if (error) return 0;

    const bool allowed = auth::actor_matches_allow(actor, allow);
    if (allow.is_null()) require(allowed, "no block lets everybody in");
    if (allow.is_bool()) require(allowed == allow.get_bool(), "true and false mean themselves");
    if (allow.is_object() && allow.get_object().empty()) require(!allowed, "{} admits no actor");
    if (!allow.is_object() && !allow.is_null() && !allow.is_bool()) {
        require(!allowed, "a block of another type admits no actor");
        require(auth::check_allow_block(allow).has_value(), "a block of another kind is a fault");
    }
    (void)auth::check_allow_block(allow);
    return 0;
}
