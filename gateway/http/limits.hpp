#pragma once

// The fixed sizes, counts and times of the gateway, each with its reason. Values that an
// administrator may want to change are settings instead (settings.hpp).

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw::limits {

using namespace std::chrono_literals;

/// Initial size of a read buffer: a typical head fits, and a slow client costs little.
inline constexpr std::size_t read_buffer_bytes = 4 * 1024;

/// Window of a body being relayed, once it is larger than one read.
inline constexpr std::size_t relay_window_bytes = 64 * 1024;

/// Unsent bytes that the kernel may buffer for a client: without this limit, each slow reader takes
/// 4 MiB of the kernel's memory.
inline constexpr int unsent_bytes_max = 64 * 1024;

/// Head of an upstream response: Datasette's own are under 2 KiB, but Link lines with SQL are long.
inline constexpr std::size_t response_head_bytes_max = 64 * 1024;
inline constexpr std::size_t response_headers_max = 200;

/// Options in a message's Connection lines: real clients send one or two, and each header is
/// compared with all of them.
inline constexpr std::size_t connection_options_max = 32;

/// Interim (1xx) responses before the final one; more means a broken upstream.
inline constexpr unsigned interim_responses_max = 16;

/// Unread request body that is read and discarded so that the client receives our response.
inline constexpr std::size_t lingering_bytes_max = 512 * 1024;
inline constexpr std::chrono::seconds lingering_time = 2s;

/// At shutdown, idle connections stay open for this time if another process listens on the same
/// socket, so that a request already sent still gets its response.
inline constexpr std::chrono::milliseconds shutdown_grace = 1s;

/// Interval of the checks whether the client is still there while Datasette works. Shorter than a
/// tick, so that each tick checks.
inline constexpr std::chrono::milliseconds client_look = 150ms;

/// A client whose input has ended and that cannot be probed (HTTP/1.0) counts as gone after this
/// time. A response that is nearly ready still reaches one that only finished sending.
inline constexpr std::chrono::milliseconds half_closed_grace = 600ms;

/// Probes of a client are sent at once and after 1, 4 and 16 s. Go's client accepts at most five
/// interim responses.
inline constexpr std::chrono::milliseconds client_probe_pause = 1s;
inline constexpr unsigned client_probes_max = 4;

/// Bytes of a body to gather, or all of it, before a connection to Datasette is taken.
inline constexpr std::size_t body_gathered_bytes = 64 * 1024;

/// Uvicorn closes idle connections after 5 s; reuse must end before that.
inline constexpr std::chrono::seconds upstream_idle_reuse = 4s;

/// The upstream's name is resolved again after this time, so that a moved container is found.
inline constexpr std::chrono::seconds name_lifetime = 10s;

/// Idle upstream connections kept per I/O thread; the oldest are closed first.
inline constexpr std::size_t upstream_idle_max = 64;

/// Maximum delay of a deadline.
inline constexpr std::chrono::milliseconds deadline_tick = 200ms;

/// Access-log lines are written after this time, or when this many bytes have gathered.
inline constexpr std::chrono::milliseconds access_log_flush = 100ms;
inline constexpr std::size_t access_log_batch_bytes = 32 * 1024;

/// Longest path shown in a log line.
inline constexpr std::size_t logged_path_bytes_max = 1024;

/// Time over which the rate of a body is measured, so that a short pause is allowed.
inline constexpr std::chrono::seconds body_rate_window = 10s;

/// Trailer section of a chunked body.
inline constexpr std::size_t trailer_bytes_max = 8 * 1024;

/// Buffers kept for reuse per I/O thread and size.
inline constexpr std::size_t pooled_buffers_max = 64;

/// The first piece of a body up to this size is copied behind the head: one plain send is cheaper
/// than a gathering one.
inline constexpr std::size_t gathered_bytes_max = 4 * 1024;

/// A form for one of our own pages, from its head to its last byte.
inline constexpr std::chrono::seconds form_time = 30s;

/// A request of the gateway's own, for which a client or the start waits: a page of Datasette that
/// becomes the frame of our own pages, its state. Datasette's pages are under 20 KiB.
inline constexpr std::chrono::seconds fetch_time = 2s;
inline constexpr std::size_t fetched_body_bytes_max = 512 * 1024;

/// Time to ask Datasette for the actor of a Bearer token: for a connection, and again for the
/// response. Its pages may be slow, but the client of a token waits for this before its own request
/// begins.
inline constexpr std::chrono::seconds token_check_time = 5s;

/// Token checks in progress, of all clients and of one network, so that a flood of wrong tokens
/// takes few of Datasette's connections.
inline constexpr std::size_t token_checks_max = 32;
inline constexpr std::size_t token_checks_per_client_max = 4;

/// Retry-After for a client whose token must be checked again, since a reload came between.
inline constexpr std::chrono::seconds token_retry = 1s;

/// Lifetime and number of remembered tokens for which Datasette named an actor. A token that is
/// revoked in Datasette may be accepted that much longer.
inline constexpr std::chrono::seconds token_answer_lifetime = 60s;
inline constexpr std::size_t token_answers_max = 1000;

/// TLS handshake, from accept to Finished.
inline constexpr std::chrono::seconds tls_handshake_time = 10s;

/// Time in which Datasette must respond after its start.
inline constexpr std::chrono::seconds datasette_start_time = 60s;

/// Time between SIGTERM and SIGKILL for the Datasette child.
inline constexpr std::chrono::seconds datasette_stop_time = 5s;

/// Time in which an account may still be used until a configuration without it applies everywhere.
inline constexpr std::chrono::milliseconds account_switch_margin = 500ms;

/// A reload reads its files until two reads at this interval are equal; an editor writes faster.
inline constexpr std::chrono::milliseconds config_settle_pause = 100ms;
inline constexpr unsigned config_settle_reads = 50;  // five seconds

/// Exceeds the size of the largest file that is read at all.
inline constexpr std::size_t config_digest_bytes_max = 32 * 1024 * 1024;

/// Replaced Datasettes that may finish their requests at the same time: each is a process with its
/// memory.
inline constexpr std::size_t datasettes_retired_max = 4;

/// Delay before Datasette is started again: doubled each time, from first to last.
inline constexpr std::chrono::milliseconds restart_delay_first = 250ms;
inline constexpr std::chrono::milliseconds restart_delay_last = 30s;

/// A Datasette that ran for this time counts as healthy: the restart delay begins again.
inline constexpr std::chrono::seconds restart_delay_reset = 30s;

/// Limits of the socket for programs that request secrets: message sizes and times for its clients,
/// which run as our own user.
inline constexpr std::size_t api_head_bytes_max = 16 * 1024;
inline constexpr std::size_t api_body_bytes_max = 256 * 1024;
inline constexpr std::size_t api_connections_max = 256;
inline constexpr std::chrono::seconds api_message_time = 10s;
inline constexpr std::chrono::seconds api_idle_time = 60s;

/// Time for responses in progress on that socket at shutdown.
inline constexpr std::chrono::seconds api_stop_time = 2s;

/// Interval of warnings about failed accesses to secrets and about rejected clients.
inline constexpr std::chrono::seconds api_warning_pause = 10s;

/// Rows in the audit file for each kind of event: thousands of one kind, from a password
/// login_attempt, remove no rows of another kind. The whole file stays under 60 MiB.
inline constexpr std::size_t audit_rows_max = 20'000;

/// Events that may be queued for the audit file: a second's worth on a slow disk, under 4 MiB.
inline constexpr std::size_t audit_queue_max = 4096;

/// Interval of retries after a failed write.
inline constexpr std::chrono::seconds audit_retry_pause = 1s;

}  // namespace dsgw::limits
