#pragma once

// Names of users for the pages: the store only has the ids of their actors. Pure.

#include "auth/account_book.hpp"

#include <map>
#include <string>
#include <string_view>

namespace dsgw {

/// Immutable, thread-safe.
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
