#include "secrets/catalogue.hpp"

#include "base/url.hpp"
#include "secrets/value_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace dsgw::secrets {
namespace {

constexpr std::string_view example_of_the_plugin = "EXAMPLE_SECRET";

}  // namespace

std::string variable_of(std::string_view name)
{
    return std::string("DATASETTE_SECRETS_").append(name);
}

std::string_view value_in_environment(std::string_view name)
{
    // A name with a NUL would be truncated to another name.
    if (name.empty() || name.find('\0') != std::string_view::npos) return {};
    const char* value = std::getenv(variable_of(name).c_str());
    return value == nullptr ? std::string_view() : std::string_view(value);
}

std::vector<std::string> catalogue::add(std::vector<registration> registrations)
{
    std::vector<std::string> refused;
    for (registration& one : registrations) {
        if (!is_allowed_name(one.name)) {
            refused.push_back(std::move(one.name));
            continue;
        }
        if (one.name == example_of_the_plugin || find(one.name) != nullptr) continue;
        if (!is_web_url(one.obtain_url)) one.obtain_url.clear();
        registrations_.push_back(std::move(one));
    }
    return refused;
}

const registration* catalogue::find(std::string_view name) const
{
    const auto found = std::ranges::find(registrations_, name, &registration::name);
    return found == registrations_.end() ? nullptr : &*found;
}

std::vector<catalogue_entry> catalogue::entries(std::vector<version_info> stored) const
{
    std::vector<catalogue_entry> all;
    all.reserve(registrations_.size() + stored.size());
    for (const registration& one : registrations_)
        all.push_back({one, std::nullopt, true, is_in_environment(one.name)});
    for (version_info& info : stored) {
        const registration* known = find(info.name);
        if (known != nullptr) {
            all[static_cast<std::size_t>(known - registrations_.data())].stored = std::move(info);
            continue;
        }
        registration only_name{info.name, "", "", ""};
        const bool is_set = is_in_environment(info.name);
        all.push_back({std::move(only_name), std::move(info), false, is_set});
    }
    return all;
}

}  // namespace dsgw::secrets
