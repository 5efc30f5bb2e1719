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

/// Connections that the kernel queues until we accept them: the limit of most kernels.
inline constexpr int listen_backlog_max = 4096;

/// Time until a listener accepts again after it has failed, usually for lack of descriptors.
inline constexpr std::chrono::milliseconds accept_pause = 100ms;

/// Sockets that the service manager may pass: one is supported, more are reported.
inline constexpr std::uint64_t inherited_sockets_max = 1024;

/// Head of an upstream response: Datasette's own are under 2 KiB, but Link lines with SQL are long.
inline constexpr std::size_t response_head_bytes_max = 64 * 1024;
inline constexpr std::size_t response_headers_max = 200;

/// Options in a message's Connection lines: real clients send one or two, and each header is
/// compared with all of them.
inline constexpr std::size_t connection_options_max = 32;

/// Digits of a Content-Length and of a chunk's size: any such number fits in 63 bits.
inline constexpr std::size_t content_length_digits_max = 18;
inline constexpr unsigned chunk_size_digits_max = 15;

/// Extensions of one chunk: no known client sends any.
inline constexpr std::size_t chunk_extension_bytes_max = 256;

/// The id of a request that a proxy gave it: W3C, AWS and UUID forms are at most half as long.
inline constexpr std::size_t request_id_bytes_max = 128;

/// Retry-After of a 503: the cause passes within seconds.
inline constexpr std::chrono::seconds retry_after = 1s;

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

/// 1/8 of the upstream connections is reserved for known actors, and 1/8 for networks that hold
/// none.
inline constexpr std::size_t reserved_places_part = 8;

/// Records of client networks; above this number, those that hold no connection are removed.
inline constexpr std::size_t fair_records_max = 1024;

/// Maximum delay of a deadline.
inline constexpr std::chrono::milliseconds deadline_tick = 200ms;

/// Access-log lines are written after this time, or when this many bytes have gathered.
inline constexpr std::chrono::milliseconds access_log_flush = 100ms;
inline constexpr std::size_t access_log_batch_bytes = 32 * 1024;

/// Batches that may wait for the thread that writes the access log; then I/O threads wait for it.
inline constexpr std::size_t access_log_batches_max = 8192;

/// Longest path shown in a log line.
inline constexpr std::size_t logged_path_bytes_max = 1024;

/// Names of dropped request headers, each logged once: the number per process, and the part shown.
inline constexpr std::size_t logged_header_names_max = 256;
inline constexpr std::size_t logged_header_name_bytes_max = 100;

/// Time over which the rate of a body is measured, so that a short pause is allowed.
inline constexpr std::chrono::seconds body_rate_window = 10s;

/// Trailer section of a chunked body.
inline constexpr std::size_t trailer_bytes_max = 8 * 1024;

/// Buffers kept for reuse per I/O thread and size.
inline constexpr std::size_t pooled_buffers_max = 64;

/// States of requests kept for reuse per I/O thread.
inline constexpr std::size_t exchanges_kept_max = 256;

/// The first piece of a body up to this size is copied behind the head: one plain send is cheaper
/// than a gathering one.
inline constexpr std::size_t gathered_bytes_max = 4 * 1024;

/// A form for one of our own pages, from its head to its last byte.
inline constexpr std::chrono::seconds form_time = 30s;

/// The encoded body of such a form, its fields, and the first piece of its buffer, which grows with
/// the received bytes, not with the announced length.
inline constexpr std::size_t form_bytes_max = 64 * 1024;
inline constexpr std::size_t form_fields_max = 50;
inline constexpr std::size_t form_buffer_bytes = 16 * 1024;

/// A form with a secret of 1 MiB, each byte of it percent-encoded.
inline constexpr std::size_t secret_form_bytes_max = 3 * 1024 * 1024 + form_bytes_max;

/// Values of the login form and the password tool: longer ones are not names or passwords.
inline constexpr std::size_t form_username_bytes_max = 1000;
inline constexpr std::size_t form_password_bytes_max = 4096;

/// A form that was open for longer must be loaded again.
inline constexpr std::chrono::hours form_token_lifetime{24};

/// The `next` of a login: browsers send at most this much, and more would not fit into a head.
inline constexpr std::size_t next_path_bytes_max = 8 * 1024;

/// The target that a redirect to the login form keeps as `next`: encoded, it may be three times as
/// long, and must not exceed the limits of proxies.
inline constexpr std::size_t challenge_next_bytes_max = 2000;

/// Entries of the audit table on the page of a secret.
inline constexpr std::size_t secret_events_shown_max = 50;

/// The style sheet of our pages: its link contains the text's hash, so a new text has another URL.
inline constexpr std::chrono::seconds style_sheet_max_age{86400};

/// A request of the gateway's own, for which a client or the start waits: a page of Datasette that
/// becomes the frame of our own pages, its state. Datasette's pages are under 20 KiB.
inline constexpr std::chrono::seconds fetch_time = 2s;
inline constexpr std::size_t fetched_body_bytes_max = 512 * 1024;

/// Lifetime of a page of Datasette that frames our own pages, the time until Datasette is asked
/// again after it returned none, and the number of them per I/O thread: one for each actor.
inline constexpr std::chrono::seconds shell_lifetime = 30s;
inline constexpr std::chrono::seconds shell_retry_pause = 5s;
inline constexpr std::size_t shells_max = 64;

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

/// Pause between two questions whether it responds.
inline constexpr std::chrono::milliseconds datasette_ready_poll = 25ms;

/// A line of its output; longer ones are split.
inline constexpr std::size_t datasette_line_bytes_max = 64 * 1024;

/// Lines of output that `check` shows of a Datasette that did not start: the last contain the
/// cause.
inline constexpr std::size_t trial_lines_shown_max = 20;

/// Attempts to make a private folder: one fails only if another process starts at the same moment.
inline constexpr int private_folder_tries_max = 100;

/// Lifetime of the identity by which a start checks the secret of --upstream.
inline constexpr std::chrono::minutes probe_lifetime{1};

/// --get: lifetime of the session of its one request, and the time that the gateway may take to
/// stop.
inline constexpr std::chrono::hours get_session_lifetime{1};
inline constexpr std::chrono::seconds get_stop_time = 1s;

/// Time between SIGTERM and SIGKILL for the Datasette child.
inline constexpr std::chrono::seconds datasette_stop_time = 5s;

/// Time in which an account may still be used until a configuration without it applies everywhere.
inline constexpr std::chrono::milliseconds account_switch_margin = 500ms;

/// Upper limit of that wait, which normally ends within two seconds: the clock may be set back.
inline constexpr std::chrono::seconds account_record_wait = 3s;

/// Pause between two looks at the file of logouts, which other processes may write.
inline constexpr std::chrono::seconds logout_file_look = 1s;

/// A revocation outlives the session by this time at least: clocks differ, and time zones change.
inline constexpr std::chrono::hours revocation_margin{1};

/// A reload reads its files until two reads at this interval are equal; an editor writes faster.
inline constexpr std::chrono::milliseconds config_settle_pause = 100ms;
inline constexpr unsigned config_settle_reads = 50;  // five seconds

/// Files of the configuration; Datasette's own are a few KiB. The digest of a reload reads more, so
/// that it notices a file that has become too large.
inline constexpr std::size_t config_file_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t config_digest_bytes_max = 2 * config_file_bytes_max;

/// A file named by {"$file": …}: the value is a hash, a key or a token.
inline constexpr std::size_t secret_file_bytes_max = 1024 * 1024;

/// A file in the state folder with a key of our own.
inline constexpr std::size_t state_key_file_bytes_max = 4096;

/// Deepest nesting of any configuration text, JSON or YAML: the parsers recurse.
inline constexpr std::size_t config_depth_max = 128;

/// An alias in YAML is written out wherever it is used: this bounds what a few lines can grow to.
inline constexpr std::size_t yaml_expanded_cost_max = 1'000'000;

/// Length of DATASETTE_SECRET and similar secrets: less than the first is an error, than the
/// second a warning.
inline constexpr std::size_t secret_bytes_min = 8;
inline constexpr std::size_t secret_bytes_advised = 32;

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
inline constexpr std::size_t api_headers_max = 32;
inline constexpr std::size_t api_read_bytes = 4096;
inline constexpr std::size_t api_connections_max = 256;
inline constexpr int local_backlog_max = 128;
inline constexpr std::chrono::seconds api_message_time = 10s;
inline constexpr std::chrono::seconds api_idle_time = 60s;

/// Time for responses in progress on that socket at shutdown.
inline constexpr std::chrono::seconds api_stop_time = 2s;

/// Interval of warnings about failed accesses to secrets and about rejected clients.
inline constexpr std::chrono::seconds api_warning_pause = 10s;

/// Rows in the audit file for each kind of event: thousands of failed logins remove no
/// rows of another kind. The whole file stays under 60 MiB.
inline constexpr std::size_t audit_rows_max = 20'000;

/// Events that may be queued for the audit file: a second's worth on a slow disk, under 4 MiB.
inline constexpr std::size_t audit_queue_max = 4096;

/// An account's name in a row; longer ones are not names.
inline constexpr std::size_t audit_account_bytes_max = 100;

/// Size to which SQLite shrinks the journal of the file after a burst of events.
inline constexpr std::size_t audit_journal_bytes_max = 1024 * 1024;

/// Interval of retries after a failed write.
inline constexpr std::chrono::seconds audit_retry_pause = 1s;

// Commands.

/// A typed password or secret, and the output of gcloud or docker that is read.
inline constexpr std::size_t terminal_line_bytes_max = 64 * 1024;
inline constexpr std::size_t program_output_bytes_max = 64 * 1024;

/// Wait for a lock in a database whose tables are only listed for a warning.
inline constexpr std::chrono::milliseconds table_names_lock_wait = 200ms;

/// Rows that `secrets audit` reads at a time.
inline constexpr std::size_t audit_page_rows = 1000;

/// Lines of a file, and bytes of each, in which `publish` looks for a private key.
inline constexpr int private_key_lines_max = 200;
inline constexpr std::size_t private_key_line_bytes_max = 200;

}  // namespace dsgw::limits
