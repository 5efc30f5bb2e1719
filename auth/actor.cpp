#include "auth/actor.hpp"

#include <boost/json/serialize.hpp>

#include <utility>

namespace dsgw::auth {
namespace {

std::string id_for_logs(const boost::json::object& object)
{
    const boost::json::value* id = object.if_contains("id");
    if (id == nullptr) return {};
    if (const boost::json::string* text = id->if_string()) return {text->data(), text->size()};
    return boost::json::serialize(*id);
}

}  // namespace

actor::actor(boost::json::object value)
    : json_(std::move(value)), text_(boost::json::serialize(json_)), id_(id_for_logs(json_))
{}

}  // namespace dsgw::auth
