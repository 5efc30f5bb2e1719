#include "gateway/secret_service/secrets_service.hpp"

#include "gateway/net/sandbox.hpp"

#include <spdlog/spdlog.h>

#include <stdexcept>

namespace dsgw {

namespace {

void confine_store(const std::string& folder)
{
    const auto obstacle = confine_thread_to(folder);
    if (!obstacle.empty())
        spdlog::debug("sandbox: cannot confine the thread of the secrets: {}", obstacle);
}

}  // namespace

secrets_service::secrets_service(const config& configured, database_options given, confinement how)
    : given_(std::move(given)),
      is_configured_(configured.secrets.is_configured),
      configured_(configured.secrets.registrations)
{
    open(configured, how);
    const std::lock_guard lock(mutex_);
    fill_catalogue();
}

void secrets_service::open(const config& configured, confinement how)
{
    auto opened = secrets::open_store(secrets_settings_of(configured, given_));
    if (!opened) {
        const auto& why = opened.error();
        if (configured.secrets.is_configured || !secrets::is_lack_of_place(why.code))
            throw std::runtime_error("secrets: " + why.message);
        spdlog::warn("there is no store of secrets: {}", why.message);
        return;
    }
    path_ = opened->place.path;
    spdlog::info("secrets: stored in {} ({})", path_, opened->place.why);
    if (!opened->place.note.empty()) spdlog::warn("{}", opened->place.note);
    if (!opened->made_key_path.empty()) {
        spdlog::warn(
            "secrets: no encryption key is configured, so a new one was generated: {}. Keep a copy "
            "of it in a safe place: without it, stored secrets cannot be read",
            opened->made_key_path
        );
    }
    secrets::thread_options options;
    if (how == confinement::to_folder)
        options.at_start = [folder = folder_of_file(path_)] { confine_store(folder); };
    store_.emplace(std::move(opened->store), std::move(options));
}

std::shared_ptr<const secrets::catalogue> secrets_service::known() const
{
    const std::lock_guard lock(mutex_);
    return known_;
}

std::vector<std::string> secrets_service::register_from_plugins(
    std::vector<secrets::registration> list
)
{
    auto refused = secrets::catalogue().add(list);
    const std::lock_guard lock(mutex_);
    of_plugins_ = std::move(list);
    has_registered_ = true;
    fill_catalogue();
    return refused;
}

void secrets_service::warn_unless_registered()
{
    std::string why;
    {
        const std::lock_guard lock(mutex_);
        expects_registration_ = true;
        why = why_unregistered();
    }
    if (!why.empty()) spdlog::warn("secrets: {}", why);
}

void secrets_service::set_unreachable(std::string why)
{
    const std::lock_guard lock(mutex_);
    unreachable_ = std::move(why);
}

std::string secrets_service::unreachable() const
{
    const std::lock_guard lock(mutex_);
    return unreachable_.empty() ? why_unregistered() : unreachable_;
}

std::string secrets_service::why_unregistered() const
{
    if (!is_configured_ || !expects_registration_ || has_registered_) return {};
    return "Datasette has not loaded the gateway's Python package, so get_secret() in its plugins "
           "does not use " +
           path_ +
           ": Datasette must not start Python with -E, -I or -S, and must not change "
           "$DATASETTE_LOAD_PLUGINS";
}

void secrets_service::fill_catalogue()
{
    auto filled = std::make_shared<secrets::catalogue>();
    filled->add(configured_);
    filled->add(of_plugins_);
    known_ = std::move(filled);
}

secrets_service::prepared secrets_service::prepare(const config& next)
{
    prepared made{nullptr, next.secrets.registrations};
    const auto settings = secrets_settings_of(next, given_);
    const auto place = secrets::decide_place(settings.place);
    if (!place) {
        if (next.secrets.is_configured)
            throw std::runtime_error("secrets: " + place.error().message);
        return made;
    }
    if (!store_ || place->path != path_) {
        spdlog::warn(
            "the new location of the secrets takes effect at the next start; until then the keys "
            "do not change either"
        );
        return made;
    }
    auto opened = secrets::open_store(settings);
    if (!opened) throw std::runtime_error("secrets: " + opened.error().message);
    made.keys = std::move(opened->keys);
    return made;
}

void secrets_service::apply(prepared next)
{
    if (next.keys && store_) {
        store_->ask(
            [keys = std::move(next.keys)](secrets::secret_store& store) {
                store.use_keys(keys);
                return secrets::result<void>();
            },
            [](const secrets::result<void>& done) {
                if (!done)
                    spdlog::error("secrets: the keys were not changed: {}", done.error().message);
            }
        );
    }
    const std::lock_guard lock(mutex_);
    configured_ = std::move(next.registrations);
    fill_catalogue();
}

void secrets_service::stop()
{
    if (store_) store_->stop();
}

}  // namespace dsgw
