#pragma once

// How people are called on the pages: the store knows them by the id of their actor. Pure.

#include "auth/account_book.hpp"

#include <map>
#include <string>
#include <string_view>

namespace dsgw {

/// Immutable, thread-safe.
class actor_names
{
public:
    /// Of the configured actors.
    explicit actor_names(const auth::account_book& accounts);

    /// The actor's username, else its name, else its id, as datasette-secrets shows it; the id
    /// itself where no such actor is configured.
    [[nodiscard]] std::string name_of(std::string_view id) const;

private:
    std::map<std::string, std::string, std::less<>> names_;
};

}  // namespace dsgw
