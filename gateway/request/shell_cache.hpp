#pragma once

// A bounded cache of shells made from Datasette's pages, by user. Belongs to one I/O thread and one
// configuration.

#include "gateway/html/page_shell.hpp"
#include "gateway/net/wire.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>

namespace dsgw {

using shell_ptr = std::shared_ptr<const page_shell>;

class shell_cache
{
public:
    /// @param reader  the actor's text, "" for an anonymous visitor.
    /// @return null if there is none, or it is too old.
    [[nodiscard]] shell_ptr find(const std::string& reader, steady_clock::time_point now) const;

    void keep(const std::string& reader, shell_ptr shell, steady_clock::time_point until);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct entry
    {
        shell_ptr shell;
        steady_clock::time_point until;
    };

    std::map<std::string, entry> entries_;
};

}  // namespace dsgw
