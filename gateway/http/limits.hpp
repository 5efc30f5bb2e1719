#pragma once

// The fixed sizes, counts and times of the gateway, each with its reason. What an administrator may
// want to change is a setting instead (settings.hpp) and does not stand here.

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace dsgw::limits {

using namespace std::chrono_literals;

/// First size of a read buffer: a typical head fits, and a slow client costs little.
inline constexpr std::size_t read_buffer_bytes = 4 * 1024;

/// Window of a body being relayed, once it has proved larger than one read.
inline constexpr std::size_t relay_window_bytes = 64 * 1024;

/// What the kernel may hold for a client beyond what is on its way to it: without this limit, each
/// client that reads slowly takes 4 MiB of the kernel's memory.
inline constexpr int unsent_bytes_max = 64 * 1024;

/// Head of an upstream response: Datasette's own are under 2 KiB, Link lines with SQL are long.
inline constexpr std::size_t response_head_bytes_max = 64 * 1024;
inline constexpr std::size_t response_headers_max = 200;

/// Options in a message's Connection lines: real clients send one or two, and each header is
/// compared with all of them.
inline constexpr std::size_t connection_options_max = 32;

/// Interim (1xx) responses before the final one; more is an upstream gone wrong.
inline constexpr unsigned interim_responses_max = 16;

/// Unread request body that is read and thrown away so that the client sees our answer.
inline constexpr std::size_t lingering_bytes_max = 512 * 1024;
inline constexpr std::chrono::seconds lingering_time = 2s;

/// Idle connections end so long after the order to stop, where another process goes on listening: a
/// request that was on its way still gets its answer.
inline constexpr std::chrono::milliseconds farewell = 1s;

/// While Datasette is waited for, this often it is looked whether the client is still there.
/// Shorter than a tick, so that each tick looks.
inline constexpr std::chrono::milliseconds client_look = 150ms;

/// A client whose bytes have ended and that cannot be asked (HTTP/1.0) counts as gone after this:
/// an answer that is nearly ready still reaches one that only finished sending.
inline constexpr std::chrono::milliseconds half_closed_grace = 600ms;

/// One that can be asked is asked at once, after 1, 4 and 16 s. Go's client takes five interim
/// responses at most.
inline constexpr std::chrono::milliseconds client_probe_pause = 1s;
inline constexpr unsigned client_probes_max = 4;

/// No connection to Datasette is taken for a body before so much of it, or all, has come.
inline constexpr std::size_t body_gathered_bytes = 64 * 1024;

/// Uvicorn closes idle connections after 5 s; reuse ends before that.
inline constexpr std::chrono::seconds upstream_idle_reuse = 4s;

/// The upstream's name is looked up again after this, so that a moved container is found.
inline constexpr std::chrono::seconds name_lifetime = 10s;

/// Idle upstream connections kept per I/O thread; the oldest go first.
inline constexpr std::size_t upstream_idle_max = 64;

/// A deadline fires at most this much late.
inline constexpr std::chrono::milliseconds deadline_tick = 200ms;

/// Access-log lines wait at most this long, or until this much has gathered, before they are
/// written.
inline constexpr std::chrono::milliseconds access_log_flush = 100ms;
inline constexpr std::size_t access_log_batch_bytes = 32 * 1024;

/// Longest path shown in a log line.
inline constexpr std::size_t logged_path_bytes_max = 1024;

/// A body's rate is judged over this time, so that a short pause is no offence.
inline constexpr std::chrono::seconds body_rate_window = 10s;

/// Trailer section of a chunked body.
inline constexpr std::size_t trailer_bytes_max = 8 * 1024;

/// Buffers kept for reuse per I/O thread and size.
inline constexpr std::size_t pooled_buffers_max = 64;

/// The first piece of a body is copied behind its head up to this size: one plain send is cheaper
/// than a gathering one.
inline constexpr std::size_t gathered_bytes_max = 4 * 1024;

/// A form for one of our own pages, from its head to its last byte.
inline constexpr std::chrono::seconds form_time = 30s;

/// A page of Datasette's of which a shell is made: whoever waits for one of our own pages waits for
/// it too. Datasette's are under 20 KiB.
inline constexpr std::chrono::seconds shell_page_time = 2s;
inline constexpr std::size_t shell_page_bytes_max = 512 * 1024;

/// Asking Datasette whose Bearer token it is: for a connection, and again for the answer. Its pages
/// may be slow then, but the client of a token waits for this before its own request begins.
inline constexpr std::chrono::seconds token_check_time = 5s;

/// Tokens that Datasette is being asked about at the same time, by all clients and by one network:
/// a flood of wrong ones takes few of Datasette's connections.
inline constexpr std::size_t token_checks_max = 32;
inline constexpr std::size_t token_checks_per_client_max = 4;

/// So long a token counts for which Datasette named an actor, and so many of them are remembered:
/// a token that is revoked in Datasette may work that much longer.
inline constexpr std::chrono::seconds token_answer_lifetime = 60s;
inline constexpr std::size_t token_answers_max = 1000;

/// TLS handshake, from accept to Finished.
inline constexpr std::chrono::seconds tls_handshake_time = 10s;

/// Datasette must answer within this after it was started.
inline constexpr std::chrono::seconds datasette_start_time = 60s;

/// Between SIGTERM and SIGKILL for the Datasette child.
inline constexpr std::chrono::seconds datasette_stop_time = 5s;

/// What an account may still be given before a configuration without it is in force everywhere.
inline constexpr std::chrono::milliseconds account_switch_margin = 500ms;

/// A reload reads its files until two reads so far apart agree; an editor writes faster.
inline constexpr std::chrono::milliseconds config_settle_pause = 100ms;
inline constexpr unsigned config_settle_reads = 50;  // five seconds

/// Beyond the largest file that is read at all.
inline constexpr std::size_t config_digest_bytes_max = 32 * 1024 * 1024;

/// Replaced Datasettes that may finish their requests at a time: each is a process with its memory.
inline constexpr std::size_t datasettes_retired_max = 4;

/// Waits before Datasette is started again: doubled each time, from first to last.
inline constexpr std::chrono::milliseconds restart_delay_first = 250ms;
inline constexpr std::chrono::milliseconds restart_delay_last = 30s;

/// A Datasette that lived this long is considered healthy: the next restart delay begins anew.
inline constexpr std::chrono::seconds restart_delay_reset = 30s;

/// The socket for programs that ask for secrets: what its clients, our own user's programs, may
/// send, and how long they may take for it.
inline constexpr std::size_t api_head_bytes_max = 16 * 1024;
inline constexpr std::size_t api_body_bytes_max = 256 * 1024;
inline constexpr std::size_t api_connections_max = 256;
inline constexpr std::chrono::seconds api_message_time = 10s;
inline constexpr std::chrono::seconds api_idle_time = 60s;

/// What is being answered there when the gateway stops may take this long.
inline constexpr std::chrono::seconds api_stop_time = 2s;

/// A fault that every access to a secret meets is told this often, and so is who is turned away.
inline constexpr std::chrono::seconds api_warning_pause = 10s;

/// Rows of the audit file, for each kind of event: whoever makes thousands of one kind, a guesser,
/// pushes out no other. The whole file stays under 60 MiB.
inline constexpr std::size_t audit_rows_max = 20'000;

/// Events that may wait to be written there: a second's worth on a slow disk, under 4 MiB.
inline constexpr std::size_t audit_queue_max = 4096;

/// After a failure it is tried again this often.
inline constexpr std::chrono::seconds audit_retry_pause = 1s;

}  // namespace dsgw::limits
