#pragma once

// An actor: the JSON object that identifies a user to Datasette, exactly as configured. The
// authenticator decides what proves it.

#include <boost/json/object.hpp>

#include <memory>
#include <string>

namespace dsgw::auth {

/// One actor, immutable. Cheap to share: the texts that a request needs are made once.
class actor
{
public:
    explicit actor(boost::json::object value);

    [[nodiscard]] const boost::json::object& json() const { return json_; }

    /// The object as compact JSON, UTF-8, with its key order: as in a ds_actor cookie.
    [[nodiscard]] const std::string& text() const { return text_; }

    /// For logs: a string "id" unchanged, any other "id" as JSON text, "" if there is none.
    [[nodiscard]] const std::string& id() const { return id_; }

private:
    boost::json::object json_;
    std::string text_;
    std::string id_;
};

using actor_ptr = std::shared_ptr<const actor>;

}  // namespace dsgw::auth
