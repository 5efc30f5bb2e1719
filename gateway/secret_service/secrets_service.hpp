#pragma once

// The store of secrets as the running gateway has it: opened by the main thread at the start, asked
// on a thread of its own, and the catalogue of what there is. Knows nothing of HTTP.

#include "gateway/config/secrets_place.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/store_thread.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace dsgw {

class secrets_service
{
public:
    enum class confinement
    {
        none,
        to_folder,  ///< its thread reaches no file but those beside the database
    };

    /// Opens the store and says on the log what people must know: a key that was made, a setting
    /// that is not used. Where nothing about secrets is configured and there is no place for them,
    /// that is a warning, and there is no store. @throws std::runtime_error for every other fault.
    secrets_service(const config& configured, database_options given, confinement how);

    /// Null if there is none.
    [[nodiscard]] secrets::store_thread* store() { return store_ ? &*store_ : nullptr; }

    /// Thread-safe, as store() is. Never null.
    [[nodiscard]] std::shared_ptr<const secrets::catalogue> known() const;

    /// What Datasette's plugins register, instead of what they registered before. Thread-safe.
    /// @return names that no secret may have.
    std::vector<std::string> register_from_plugins(std::vector<secrets::registration> list);

    /// Datasette answers: from now on, plugins that have not registered use another store.
    /// Logs that as a warning where secrets are configured. Thread-safe.
    void warn_unless_registered();

    /// Why plugins of Datasette do not get these secrets, for as long as the gateway runs.
    /// @param why  "" if they do.
    void set_unreachable(std::string why);

    /// @return why plugins of Datasette do not get these secrets, or "". Thread-safe.
    [[nodiscard]] std::string unreachable() const;

    struct prepared
    {
        std::shared_ptr<const secrets::key_ring> keys;  ///< null: the old ones stay
        std::vector<secrets::registration> registrations;
    };

    /// Reads the keys of another configuration and tries them. Main thread, blocks for a moment.
    /// @throws std::runtime_error if they open nothing.
    [[nodiscard]] prepared prepare(const config& next);

    /// From now on.
    void adopt(prepared next);

    /// Answers what waits, then ends the thread.
    void stop();

private:
    void open(const config& configured, confinement how);
    void fill_catalogue();                               // with the mutex held
    [[nodiscard]] std::string why_unregistered() const;  // likewise

    database_options given_;
    std::string path_;  // of the database
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

}  // namespace dsgw
