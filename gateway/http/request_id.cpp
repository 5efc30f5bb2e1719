#include "gateway/http/request_id.hpp"

#include "base/ascii.hpp"
#include "gateway/http/limits.hpp"

#include <sodium/randombytes.h>

#include <algorithm>

namespace dsgw {

namespace {

std::uint64_t random_number()
{
    std::uint64_t number = 0;
    randombytes_buf(&number, sizeof number);
    return number;
}

bool is_id_character(char c)
{
    return is_alphanumeric(c) || std::string_view("-_.~:=+/@").find(c) != std::string_view::npos;
}

}  // namespace

bool is_request_id(std::string_view text)
{
    return !text.empty() && text.size() <= limits::request_id_bytes_max &&
           std::ranges::all_of(text, is_id_character);
}

bool is_request_id_name(std::string_view name)
{
    constexpr std::string_view wanted = "x-request-id";
    if (name.size() != wanted.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const char c = name[i] == '_' ? '-' : name[i];
        if (to_lower(c) != wanted[i]) return false;
    }
    return true;
}

request_ids::request_ids() : request_ids(random_number()) {}

/// SplitMix64: visits each state once in 2^64 steps, and no two states have the same output.
/// @source Steele, Lea and Flood: Fast splittable pseudorandom number generators (2014).
void request_ids::append_next(std::string& out)
{
    state_ += 0x9e3779b97f4a7c15U;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    mixed ^= mixed >> 31;
    for (int shift = 60; shift >= 0; shift -= 4)
        out += "0123456789abcdef"[(mixed >> shift) & 15];
}

}  // namespace dsgw
