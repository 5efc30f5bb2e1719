#pragma once

// The store of secrets in the running gateway: opened by the main thread at the start, used on a
// separate thread; and the catalogue of secrets. Independent of HTTP.

#include "gateway/config/secrets_place.hpp"
#include "gateway/net/await_callback.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/store_thread.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace dsgw {

class secrets_service
{
public:
    enum class confinement
    {
        none,
        to_folder,  ///< its thread can access only files beside the database
    };

    /// Opens the store, and logs what users must know: a generated key, an ignored setting. If no
    /// secrets are configured and there is no place for them, it logs a warning, and there is no
    /// store.
    /// @throws std::runtime_error for every other error.
    secrets_service(const config& configured, database_options given, confinement how);

    /// Null if there is none.
    [[nodiscard]] secrets::store_thread* store() { return store_ ? &*store_ : nullptr; }

    /// Thread-safe, like store(). Never null.
    [[nodiscard]] std::shared_ptr<const secrets::catalogue> known() const;

    /// The registrations of Datasette's plugins, which replace the earlier ones. Thread-safe.
    /// @return names that are not allowed.
    std::vector<std::string> register_from_plugins(std::vector<secrets::registration> list);

    /// Call it once Datasette responds: plugins that have not registered by then use another store.
    /// Logs a warning if secrets are configured. Thread-safe.
    void warn_unless_registered();

    /// Sets the reason why plugins of Datasette do not get these secrets, for the whole run.
    /// @param why  "" if they do.
    void set_unreachable(std::string why);

    /// @return the reason why plugins of Datasette do not get these secrets, or "". Thread-safe.
    [[nodiscard]] std::string unreachable() const;

    struct prepared
    {
        std::shared_ptr<const secrets::key_ring> keys;  ///< null: the old ones stay
        std::vector<secrets::registration> registrations;
    };

    /// Reads the keys of another configuration and tests them. Main thread, blocks for a moment.
    /// @throws std::runtime_error if they decrypt nothing.
    [[nodiscard]] prepared prepare(const config& next);

    /// Applies them from now on.
    void apply(prepared next);

    /// Finishes the queued requests, then ends the thread.
    void stop();

private:
    void open(const config& configured, confinement how);
    void fill_catalogue();                               // call with the mutex held
    [[nodiscard]] std::string why_unregistered() const;  // likewise

    database_options given_;
    std::string path_;  // path of the database
    bool is_configured_ = false;
    std::optional<secrets::store_thread> store_;
    mutable std::mutex mutex_;  // guards all below
    std::vector<secrets::registration> configured_;
    std::vector<secrets::registration> of_plugins_;
    bool has_registered_ = false;
    bool expects_registration_ = false;  // Datasette answers, so its plugins are loaded
    std::string unreachable_;
    std::shared_ptr<const secrets::catalogue> known_;
};

/// Runs `question(secret_store&)`, which returns a secrets::result, on the thread of the store.
template <class Question>
[[nodiscard]] auto ask_store(secrets::store_thread& store, Question question)
{
    using answer = std::invoke_result_t<Question&, secrets::secret_store&>;
    return await_callback<answer>([&store, question = std::move(question)](auto done) mutable {
        store.ask(std::move(question), done);
    });
}

}  // namespace dsgw
