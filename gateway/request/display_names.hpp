#pragma once

// The names of actors that pages and menus show. Pure.

#include "auth/account_book.hpp"
#include "auth/actor.hpp"

#include <map>
#include <string>
#include <string_view>

namespace dsgw {

/// The first of "display", "name", "username", "login" and "id" that is not empty, as in Datasette;
/// else the actor as JSON.
/// @source datasette utils/__init__.py display_actor.
[[nodiscard]] std::string display_name_of(const auth::actor& who);

/// Names by the ids of actors, which is all that the store of secrets has. Immutable, thread-safe.
class display_names
{
public:
    /// From the configured actors.
    explicit display_names(const auth::account_book& accounts);

    /// The actor's username, else its name, else its id, as datasette-secrets shows it; the id
    /// itself if there is no such actor in the configuration.
    [[nodiscard]] std::string name_of(std::string_view id) const;

private:
    std::map<std::string, std::string, std::less<>> names_;
};

}  // namespace dsgw
