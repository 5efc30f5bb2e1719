#pragma once

// An actor: the JSON object by which Datasette knows who is logged in. It is kept exactly as it
// was configured; what proves it (a password, a session) is the authenticator's business.

#include <boost/json/object.hpp>

#include <memory>
#include <string>

namespace dsgw::auth {

/// One actor, immutable. Cheap to share: everything a request needs of it is made once.
class actor
{
public:
    explicit actor(boost::json::object value);

    [[nodiscard]] const boost::json::object& json() const { return json_; }

    /// The object as compact JSON, UTF-8, key order kept: as it stands in a ds_actor cookie.
    [[nodiscard]] const std::string& text() const { return text_; }

    /// For logs: a string "id" as it is, any other "id" as JSON text, "" if there is none.
    [[nodiscard]] const std::string& id() const { return id_; }

private:
    boost::json::object json_;
    std::string text_;
    std::string id_;
};

using actor_ptr = std::shared_ptr<const actor>;

}  // namespace dsgw::auth
