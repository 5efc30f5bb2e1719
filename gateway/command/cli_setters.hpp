#pragma once

// Functions for the table of options: each stores the values of one option in one member of
// cli_values. The member is a template argument; its class says which part of cli_values it is in.

#include "base/parse_number.hpp"
#include "gateway/command/cli_options.hpp"

#include <type_traits>

namespace dsgw::set {

using values = cli_values&;
using given = std::span<const std::string>;

template <class Part, class Value>
Value& member(values v, Value Part::*at)
{
    if constexpr (std::is_same_v<Part, serve_options>)
        return v.serve.*at;
    else if constexpr (std::is_same_v<Part, config_inputs>)
        return v.serve.inputs.*at;
    else if constexpr (std::is_same_v<Part, check_command>)
        return v.check.*at;
    else if constexpr (std::is_same_v<Part, hash_password_command>)
        return v.hash.*at;
    else if constexpr (std::is_same_v<Part, secrets_command>)
        return v.secrets.*at;
    else if constexpr (std::is_same_v<Part, publish_options>)
        return v.publish.*at;
    else if constexpr (std::is_same_v<Part, cloud_run_options>)
        return v.publish.cloud_run.*at;
    else
        return v.*at;
}

template <auto Member, bool Value = true>
std::string flag(values v, given)
{
    member(v, Member) = Value;
    return {};
}

template <auto Member>
std::string any_text(values v, given g)
{
    member(v, Member) = g[0];
    return {};
}

/// Each use of the option adds an element if the member is a vector.
template <auto Member>
std::string text(values v, given g)
{
    if (g[0].empty()) return "needs a value";
    auto& to = member(v, Member);
    if constexpr (requires { to.push_back(g[0]); })
        to.push_back(g[0]);
    else
        to = g[0];
    return {};
}

template <auto Member>
std::string file(values v, given g)
{
    return g[0].empty() ? "needs a file" : text<Member>(v, g);
}

/// An empty value counts as unset, as in Datasette.
template <auto Member>
std::string text_or_unset(values v, given g)
{
    member(v, Member).reset();
    if (!g[0].empty()) member(v, Member) = g[0];
    return {};
}

/// A whole number, or a number of seconds.
template <auto Member, std::uint32_t Least, std::uint32_t Most>
std::string number(values v, given g)
{
    const auto read = parse_number<std::uint32_t>(g[0]);
    if (!read || *read < Least || *read > Most)
        return "needs a whole number from " + std::to_string(Least) + " to " +
               std::to_string(Most) + ", not \"" + g[0] + '"';
    auto& to = member(v, Member);
    to = static_cast<std::remove_cvref_t<decltype(to)>>(*read);
    return {};
}

std::string get_path(values v, given g);
std::string setting(values v, given g);

/// A file; or NAME:VALUE, a setting that any --setting overrides, as in 0.65.
std::string config_file(values v, given g);

std::string log_level(values v, given g);
std::string upstream(values v, given g);
std::string hash_scheme(values v, given g);
std::string static_mount(values v, given g);
std::string plugin_secret(values v, given g);
std::string memory(values v, given g);
std::string cpu(values v, given g);

/// @source Cloud Run's naming rule.
std::string service(values v, given g);

}  // namespace dsgw::set
