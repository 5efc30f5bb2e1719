#include "gateway/serve/server.hpp"

#include "gateway/admin/admin_server.hpp"
#include "gateway/command/start_checks.hpp"
#include "gateway/config/openings.hpp"
#include "gateway/datasette/datasette_supervisor.hpp"
#include "gateway/http/limits.hpp"
#include "gateway/net/log_failure.hpp"
#include "gateway/net/sandbox.hpp"
#include "gateway/observe/audit_log.hpp"
#include "gateway/observe/metrics.hpp"
#include "gateway/request/log_outs.hpp"
#include "gateway/secret_service/secrets_host.hpp"
#include "gateway/serve/account_records.hpp"
#include "gateway/serve/announce.hpp"
#include "gateway/serve/get_once.hpp"
#include "gateway/serve/init_system.hpp"
#include "gateway/serve/io_threads.hpp"
#include "gateway/serve/live_config.hpp"
#include "gateway/serve/process_setup.hpp"
#include "gateway/serve/process_signals.hpp"
#include "gateway/serve/settled_config.hpp"
#include "gateway/serve/state_keys.hpp"
#include "gateway/serve/watchdog.hpp"
#include "gateway/upstream/upstream_probe.hpp"

#include <spdlog/spdlog.h>

#include <csignal>
#include <future>

namespace dsgw {

namespace {

class server
{
public:
    /// @param once  null, or the single request to make.
    server(const serve_options& options, const single_get* once);

    /// @return exit code.
    [[nodiscard]] int run(std::shared_ptr<const config> first);

private:
    [[nodiscard]] task<> run_all();
    [[nodiscard]] task<bool> start_upstream();
    void start_threads();
    void begin_single_get();
    void take_signal(int number);
    [[nodiscard]] task<> reload();
    [[nodiscard]] task<bool> apply(std::shared_ptr<const config> next);
    [[nodiscard]] task<> publish(live_config next);
    [[nodiscard]] task<> drain();
    void open_admin();
    void stop_parts();
    void upstream_is_at(std::optional<upstream_endpoint> at);
    [[nodiscard]] unsigned thread_count() const;

    const serve_options& options_;
    const single_get* once_;
    init_system init_;
    state_keys keys_;
    std::string secret_;
    asio::io_context context_{1};
    listen_sockets sockets_;
    std::optional<root_link> root_;
    connection_counts counts_;
    audit_log audit_;
    metrics counted_{thread_count(), audit_};
    std::optional<secrets_host> secrets_;
    std::optional<datasette_supervisor> datasette_;  ///< not with --upstream
    live_config current_;
    io_threads threads_{context_};
    watchdog watchdog_{context_, init_, threads_.all()};
    // Destroyed before the threads that it calls back.
    std::optional<log_outs> log_outs_;
    std::optional<account_records> records_;
    std::optional<admin_server> admin_;

    process_signals signals_{context_};
    steady_timer event_{context_.get_executor(), steady_clock::time_point::max()};
    std::size_t drained_ = 0;  ///< threads without a request left
    unsigned stop_requests_ = 0;
    bool reload_requested_ = false;
    int exit_code_ = 0;
};

server::server(const serve_options& options, const single_get* once)
    : options_(options),
      once_(once),
      sockets_(
          init_.has_sockets()
              ? listen_sockets(init_.take_sockets(), thread_count())
              : listen_sockets({options.host, options.port, options.uds}, thread_count())
      )
{
    if (options.root) root_.emplace();
}

unsigned server::thread_count() const
{
    return options_.threads > 0 ? options_.threads : available_cores();
}

int server::run(std::shared_ptr<const config> first)
{
    if (options_.user) change_user(*options_.user);
    current_ = make_live_config(options_, current_, std::move(first));
    const auto& snapshot = *current_.snapshot;
    keys_ = once_ ? once_->keys() : load_state_keys(snapshot, site_name(options_, snapshot));
    secret_ = options_.secret ? *options_.secret : keys_.datasette_secret;
    // Its thread keeps the right to create files, so it starts here. Logouts last as long as
    // sessions do.
    log_outs_.emplace();
    if (keys_.outlive_process) log_outs_->keep_in(snapshot.settings.session.path);
    records_.emplace(secret_);
    const bool is_lasting = !once_ && (options_.secret || keys_.outlive_process);
    const auto site = site_name(options_, snapshot);
    records_->begin(snapshot, is_lasting ? std::optional(site) : std::nullopt);
    if (const auto& path = snapshot.settings.audit_path)
        audit_.keep_in(use_audit_file(*path, options_.sandbox));
    if (options_.sandbox)
        report_sandbox(block_calls, forbid_system_calls());
    else
        spdlog::info("sandbox: off");
    secrets_.emplace(options_, *current_.snapshot, counted_.secrets);
    open_admin();
    auto watching = signals_.run([this](int number) { take_signal(number); });
    asio::co_spawn(context_.get_executor(), std::move(watching), log_failure("signals"));
    asio::co_spawn(context_.get_executor(), run_all(), [this](const std::exception_ptr& failure) {
        if (failure) exit_code_ = 1;
        log_failure("server")(failure);
        context_.stop();
    });
    context_.run();
    stop_parts();
    return exit_code_;
}

/// Ends the threads of the parts: first of those that ask others, then of those that are asked.
void server::stop_parts()
{
    if (admin_) admin_->stop();
    threads_.stop();
    secrets_->stop();
    audit_.stop();
}

void server::open_admin()
{
    const auto& at = current_.snapshot->settings.admin;
    if (at.place == admin_place::nowhere) return;
    admin_.emplace(at, counted_);
    admin_->start(options_.sandbox);
    spdlog::info("admin: metrics, health and readiness at {}", admin_->url());
}

void server::upstream_is_at(std::optional<upstream_endpoint> at)
{
    if (admin_) admin_->set_upstream(std::move(at));
}

task<> server::run_all()
{
    const bool up = co_await start_upstream();
    if (!up) {
        exit_code_ = stop_requests_ > 0 ? 0 : 1;
        if (datasette_) co_await datasette_->stop();
        co_return;
    }
    // Threads inherit what the one that starts them has given up; this one keeps its files, to read
    // a new configuration and to start Datasette.
    std::async(std::launch::async, [this] { start_threads(); }).get();
    if (once_)
        begin_single_get();
    else
        announce(sockets_, *current_.snapshot, root_ ? &*root_ : nullptr, current_.tls != nullptr);
    init_.ready();
    asio::co_spawn(context_.get_executor(), watchdog_.run(), log_failure("watchdog"));
    if (datasette_) {
        asio::co_spawn(
            context_.get_executor(), datasette_->keep_running(), log_failure("supervisor")
        );
    }
    while (stop_requests_ == 0) {
        if (std::exchange(reload_requested_, false)) {
            init_.reloading();
            co_await reload();
            init_.ready();
        } else {
            co_await event_.async_wait(as_result);
        }
    }
    init_.stopping();
    co_await drain();
    if (datasette_) co_await datasette_->stop();
}

task<bool> server::start_upstream()
{
    if (stop_requests_ > 0) co_return false;
    if (options_.upstream) {
        upstream_is_at(current_.upstream = *options_.upstream);
        co_return co_await is_usable_upstream(context_, current_.upstream, secret_);
    }
    const auto moved = [this](upstream_endpoint at) {
        current_.upstream = std::move(at);
        upstream_is_at(current_.upstream);
        threads_.move_upstream(current_.upstream);
    };
    const auto socket = secrets_->socket_path();
    launch_environment around{
        {{"DATASETTE_SECRET", secret_}, {"DATASETTE_GATEWAY_SOCKET", socket}}, umask_at_start()};
    datasette_.emplace(context_, options_, std::move(around), moved);
    bool answers = false;
    try {
        answers = co_await datasette_->start(current_.snapshot);
    } catch (const std::exception& e) {
        if (stop_requests_ == 0) spdlog::error("{}", e.what());
        co_return false;
    }
    if (answers) {
        current_.upstream = datasette_->endpoint();
        upstream_is_at(current_.upstream);
        secrets_->service().warn_unless_registered();
    } else if (stop_requests_ == 0) {
        spdlog::error("Datasette did not start; see its output above");
    }
    co_return answers;
}

void server::start_threads()
{
    if (options_.sandbox) {
        report_sandbox(close_files, confine_thread());
    }
    auto keys = make_process_keys(keys_, secret_, &log_outs_->list(), options_.root);
    keys.history = records_->history();
    if (datasette_) keys.cors = datasette_->cors();
    const auto* ready = datasette_ ? &datasette_->ready() : nullptr;
    const thread_surroundings around{
        keys,  *log_outs_,          counts_, audit_, root_ ? &*root_ : nullptr,
        ready, secrets_->service(), counted_};
    threads_.start(around, sockets_, current_);
}

void server::begin_single_get()
{
    exit_code_ = 1;
    auto asking = once_->run(context_);
    asio::co_spawn(
        context_.get_executor(), std::move(asking),
        [this](const std::exception_ptr& failure, int exit_code) {
            log_failure("--get")(failure);
            if (!failure) exit_code_ = exit_code;
            ++stop_requests_;
            event_.cancel();
        }
    );
}

void server::take_signal(int number)
{
    if (number == SIGHUP) {
        reload_requested_ = true;
    } else {
        ++stop_requests_;
        if (datasette_) datasette_->interrupt();
    }
    event_.cancel();
}

/// Applies all of the new configuration, or keeps all of the old one.
task<> server::reload()
{
    const auto before = current_.snapshot;
    const auto loaded = co_await load_settled_config(context_, options_);
    log_problems(loaded);
    const auto refusal = loaded.value ? check_reload(*before, *loaded.value)
                                      : make_problem("the configuration was not reloaded");
    if (refusal) spdlog::error("{}; the old configuration stays in force", describe(*refusal));
    const bool applied = !refusal && co_await apply(loaded.value);
    if (!applied) {
        counted_.reloads.failed.add();
        co_return;
    }
    warn_of_openings(*before, *loaded.value, audit_);
    spdlog::info("the configuration was reloaded");
    counted_.reloads.done.add();
    audit_.write({audit_event::reloaded, {}, {}});
}

task<bool> server::apply(std::shared_ptr<const config> next_config)
{
    warn_restart_required(current_.snapshot->settings, next_config->settings);
    try {
        auto next = make_live_config(options_, current_, next_config);
        auto secrets = secrets_->service().prepare(*next_config);
        std::shared_ptr<datasette_process> old;
        if (datasette_) {
            auto prepared = co_await datasette_->prepare(*next_config);
            old = datasette_->switch_to(std::move(prepared), next_config);
            next.upstream = datasette_->endpoint();
        }
        if (!datasette_) co_await require_usable_upstream(context_, next.upstream, secret_);
        secrets_->service().apply(std::move(secrets));
        co_await publish(std::move(next));
        // In the background: its slow requests must not delay the next reload.
        if (old) datasette_->retire(std::move(old), options_.drain);
    } catch (const std::exception& e) {
        spdlog::error("{}; the old configuration stays in force", e.what());
        co_return false;
    }
    threads_.configure_throttle(next_config->settings.throttle);
    co_return true;
}

/// Returns when every I/O thread uses it.
task<> server::publish(live_config next)
{
    auto kept = keep_same_accounts(*current_.snapshot, *next.snapshot);
    current_ = std::move(next);
    upstream_is_at(current_.upstream);
    // First what ends, then its record, then what begins: sessions of the two never mix.
    const live_config closing{std::move(kept), current_.upstream, current_.tls, current_.hsts};
    if (closing.snapshot) co_await threads_.apply(closing);
    records_->record(*current_.snapshot, limits::account_switch_margin);
    co_await threads_.apply(current_);
    // From here on, no thread asks the previous Datasette.
    threads_.forget_tokens();
    co_await records_->wait(context_);
}

/// Returns when all requests have ended, the time is up, or a second stop signal arrives.
task<> server::drain()
{
    upstream_is_at(std::nullopt);
    spdlog::info("stopping: requests in flight have up to {} s", options_.drain.count());
    const auto all = threads_.drain([this] {
        ++drained_;
        event_.cancel();
    });
    const auto until = steady_clock::now() + options_.drain;
    while (drained_ < all && stop_requests_ < 2 && steady_clock::now() < until) {
        event_.expires_at(until);
        co_await event_.async_wait(as_result);
    }
    if (drained_ < all) spdlog::warn("some requests were still in flight and were cut off");
}

}  // namespace

int run_server(const serve_options& options)
{
    prepare_process(log_level_of(options));
    auto loaded = load_config(options.inputs);
    log_problems(loaded);
    if (!loaded.value) return 1;
    if (!log_findings(check_start(options, *loaded.value))) return 1;
    if (!report_weak_secret(options)) return 1;
    int exit_code = 1;
    try {
        std::optional<single_get> once;
        if (options.get) once.emplace(options, *loaded.value);
        raise_descriptor_limit();
        if (!once) warn_if_root(options);
        remove_leftovers();
        server one(once ? once->options() : options, once ? &*once : nullptr);
        exit_code = one.run(once ? once->snapshot() : loaded.value);
    } catch (const std::exception& e) {
        spdlog::error("{}", e.what());
    }
    spdlog::shutdown();
    return exit_code;
}

}  // namespace dsgw
