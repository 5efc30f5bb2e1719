#pragma once

// The error codes of a room as a table: one message for people per code, checked by the compiler.

#include <boost/system/error_category.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>

namespace dsgw {

template <class Errc>
struct error_text
{
    Errc code;
    const char* text;
};

/// Whether there is one row for each code, in order. Codes are consecutive, from 1.
template <class Errc, std::size_t Size>
consteval bool covers_every_code(const std::array<error_text<Errc>, Size>& rows)
{
    std::size_t expected = 0;
    for (const auto& row : rows) {
        if (static_cast<std::size_t>(row.code) != ++expected) return false;
    }
    return true;
}

// Boost gives error_category no virtual destructor on purpose: categories are never deleted.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
template <class Errc>
class error_table final : public boost::system::error_category
{
public:
    /// @param name  of the category, a literal.
    /// @param rows  satisfy covers_every_code(), and outlive the category.
    error_table(const char* name, std::span<const error_text<Errc>> rows) : name_(name), rows_(rows)
    {}

    [[nodiscard]] const char* name() const noexcept override { return name_; }

    [[nodiscard]] std::string message(int value) const override
    {
        const auto row = static_cast<std::size_t>(value) - 1;
        return row < rows_.size() ? rows_[row].text : "unknown error";
    }

private:
    const char* name_;
    std::span<const error_text<Errc>> rows_;
};
#pragma GCC diagnostic pop

}  // namespace dsgw
