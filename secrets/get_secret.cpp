#include "secrets/get_secret.hpp"

#include "secrets/catalogue.hpp"

#include <utility>

namespace dsgw::secrets {
namespace {

using callback = std::function<void(found_answer)>;

found_secret in_environment(std::string_view name)
{
    return {secret_bytes(value_in_environment(name)), value_source::environment, 0, std::nullopt};
}

found_answer from_environment(std::string_view name) { return std::optional(in_environment(name)); }

found_answer from_store(access_answer answer)
{
    if (!answer) return answer.error();
    if (!*answer) return std::optional<found_secret>();
    secret_value& got = **answer;
    return std::optional(found_secret{
        std::move(got.value), value_source::store, got.version, std::move(got.unrecorded)});
}

// The name is not registered, so it must be in the table, although its value is not read from
// there.
void get_if_stored(store_thread& store, const std::string& name, callback done)
{
    store.ask(
        [name](secret_store& asked) { return asked.history(name); },
        [name, done = std::move(done)](const result<std::vector<version_info>>& versions) {
            if (!versions)
                done(versions.error());
            else if (versions->empty())
                done(std::optional<found_secret>());
            else
                done(from_environment(name));
        }
    );
}

}  // namespace

std::optional<found_secret> get_from_environment(const catalogue& known, std::string_view name)
{
    if (!is_in_environment(name) || known.find(name) == nullptr) return std::nullopt;
    return in_environment(name);
}

void get_secret(store_thread& store, const catalogue& known, secret_access what, callback done)
{
    if (!is_in_environment(what.name)) {
        store.read(std::move(what), [done = std::move(done)](access_answer answer) {
            done(from_store(std::move(answer)));
        });
    } else if (known.find(what.name) != nullptr) {
        done(from_environment(what.name));
    } else {
        get_if_stored(store, what.name, std::move(done));
    }
}

}  // namespace dsgw::secrets
