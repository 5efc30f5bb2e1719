#pragma once

// An own page as a thread would answer it: one request to a site, with real passwords, throttle and
// logouts, and a fake Datasette that the shell is fetched from.

#include "gateway/pages/own_page.hpp"
#include "gateway/pages/page_visit.hpp"
#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/event_loop.hpp"
#include "tests/unit/support/fake_upstream.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

namespace dsgw::test {

class page_fixture
{
public:
    explicit page_fixture(const std::string& metadata = "{}", const std::string& base_url = "/")
        : at(make_thread_config(metadata, base_url))
    {
        pool.set_endpoint(upstream.endpoint());
    }

    /// The reply to one request.
    /// @param cookie  of an actor, or "" for an anonymous client.
    reply ask(
        const std::string& line, const std::string& cookie = {}, const std::string& lines = {},
        std::string_view form = {}
    )
    {
        test_exchange one(at, request_text(line, lines));
        if (!cookie.empty()) one.log_in_by_cookie(cookie);
        one.ex.route = find_route(one.ex.request.target, at->snapshot->base_url);
        one.ex.client = "192.0.2.1";
        one.ex.client_network = "192.0.2.1";
        page_visit visit{one.ex, services, at, copy_page_request(one.ex.request)};
        visit.request.form = parse_form_body(form);
        reply made;
        run_to_end(context, answer(visit, made));
        return made;
    }

    /// A session of {"id": "alice"}.
    [[nodiscard]] std::string session(const std::string& id = "session-1") const
    {
        const auth::actor who(boost::json::object{{"id", "alice"}});
        return make_session_of(*at, who, id, auth::unix_now() + std::chrono::hours(1));
    }

    buffer_pool buffers;  // what goes with the context still gives its buffers back
    asio::io_context context{1};
    deadline_clock clock{context};
    upstream_pool pool{context, buffers, clock, nullptr};
    fake_upstream upstream{context};
    auth::kdf_pool hashes{1, 8};
    auth::throttle guesses{auth::throttle_limits()};
    log_outs ended;
    std::shared_ptr<thread_config> at;
    audit_log audit;
    page_services services{{hashes, guesses},  ended, audit, nullptr, nullptr, pool,
                           steady_clock::now()};

private:
    static task<> answer(page_visit& visit, reply& made)
    {
        auto answering = answer_own_page(visit);
        made = co_await std::move(answering);
    }
};

}  // namespace dsgw::test
