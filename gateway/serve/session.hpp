#pragma once

// One client connection: the path of a request, step by step, repeated while the connection is kept
// alive.

#include "gateway/http/errc.hpp"
#include "gateway/net/client_connection.hpp"
#include "gateway/request/decide.hpp"
#include "gateway/request/request_guard.hpp"
#include "gateway/serve/thread_parts.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace dsgw {

class session final : public session_hook,
                      public std::enable_shared_from_this<session>,
                      private request_guard
{
public:
    session(thread_parts& thread, wire_socket socket, ssl_context_ptr tls, std::string address);
    ~session();

    /// Runs until the connection ends.
    /// @param self  keeps it alive meanwhile.
    [[nodiscard]] static task<> run(std::shared_ptr<session> self);

    /// The server is shutting down: the connection closes after the current response. If idle, it
    /// closes now, or after the time that is left for a request already sent.
    void drain();

private:
    /// The position in the read buffer from which to search for the end of the head.
    struct head_search
    {
        steady_clock::time_point began = steady_clock::now();
        std::size_t scanned = 0;
        bool may_skip_line = true;
        std::size_t size = 0;         ///< size of the whole head, once it is found
        std::optional<errc> problem;  ///< the head is invalid, or the client has left
    };

    // Steps that wait are coroutines. The steps between are functions that choose the next one,
    // since a coroutine frame for each would cost more than most of them.
    [[nodiscard]] task<> run_requests();
    [[nodiscard]] bool begin_idle();
    void end_idle();
    [[nodiscard]] bool find_head(head_search& search);
    [[nodiscard]] task<> read_head(head_search& search);
    [[nodiscard]] task<connection_fate> serve(exchange& ex, const head_search& found);
    [[nodiscard]] decision_facts facts() const;

    // One for each kind of decision: each ends in a response.
    [[nodiscard]] task<connection_fate> carry_out(exchange& ex, decision made);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::refuse refused);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::challenge challenge);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::preflight allowed);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::own_page page);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::hash_password pending);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::check_token pending);
    [[nodiscard]] task<connection_fate> answer(exchange& ex, decided::forward passed);
    [[nodiscard]] task<connection_fate> send(exchange& ex, reply made, connection_fate wanted);

    [[nodiscard]] result<> check_grant(exchange& ex) override;
    [[nodiscard]] result<> check_grant(const request_grant& given) const override;
    [[nodiscard]] task<> end_session(exchange& ex) override;

    void log(const exchange& ex);

    thread_parts& worker_;
    client_connection client_;
    std::size_t requests_ = 0;
    bool is_idle_ = false;
};

}  // namespace dsgw
