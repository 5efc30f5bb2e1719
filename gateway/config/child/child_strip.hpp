#pragma once

// Takes out of a configuration tree what Datasette must not see: password hashes, keys, and the
// gateway's own settings.

#include <boost/json/object.hpp>

#include <set>
#include <string>

namespace dsgw {

struct strip_options
{
    bool keep_datasette_secrets = false;  ///< its top-level block stays, as it is
};

/// Removes, at every level, the blocks of datasette-auth-passwords, datasette-gateway and (unless
/// kept) datasette-secrets, and every text that is a password hash.
/// @param variables  gets the environment variables that the removed blocks refer to.
void strip_private_parts(
    boost::json::object& tree, strip_options options, std::set<std::string>& variables
);

}  // namespace dsgw
