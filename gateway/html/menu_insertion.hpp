#pragma once

// Inserts the gateway's entries into the menu of a Datasette page while the page streams by. The
// page is never gathered: unchanged parts are returned as views, and only a tag that is split
// between two pieces is kept until the rest arrives. Pure.

#include "gateway/html/menu_entries.hpp"
#include "gateway/html/tag_scanner.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dsgw {

/// The insertion for one page. Handles pages of both lines of Datasette: with a menu, without one
/// (then it is added where Datasette would have it), and with links of plugins. An entry whose path
/// is already in the menu is left out. Other pages pass unchanged: only a page with `<div
/// class="nav-menu-inner">`, or whose `<header>` begins with `<nav>`, is changed.
class menu_insertion
{
public:
    /// Bytes of HTML to send, in order. Views into the given piece or into this object, valid until
    /// the next call.
    using parts = std::span<const std::string_view>;

    /// Sizes for callers that store the parts in an array.
    static constexpr std::size_t parts_max = 9;

    /// The number of links never exceeds this.
    static constexpr std::size_t links_max = 32;

    /// @param entries  at most links_max of them; must outlive this object.
    explicit menu_insertion(const menu_entries& entries);
    menu_insertion(const menu_insertion&) = delete;
    menu_insertion& operator=(const menu_insertion&) = delete;

    /// The next piece of the body, of any size.
    [[nodiscard]] parts feed(std::string_view piece);

    /// The end of the body: returns the kept bytes.
    [[nodiscard]] parts finish();

    /// Whether nothing more will be inserted and nothing is kept: the rest need not be passed to
    /// feed().
    [[nodiscard]] bool is_over() const { return phase_ == phase::over && kept_.empty(); }

private:
    enum class phase
    {
        before_nav,   // neither a menu nor Datasette's <header><nav>
        in_nav,       // the page has no menu so far
        in_menu,      // inside <div class="nav-menu-inner">
        behind_menu,  // our logout form was inserted; the actor's name follows
        over,
    };

    void work_through(std::string_view text);
    std::size_t use_kept(std::string_view piece);
    std::string insert_before(const html_tag& tag);
    std::string before_nav(const html_tag& tag);
    std::string in_nav(const html_tag& tag);
    std::string in_menu(const html_tag& tag);
    std::string behind_menu(const html_tag& tag);
    [[nodiscard]] std::string missing_list();
    [[nodiscard]] std::string missing_logout();
    void enter_menu();
    void note_links(const html_tag& tag);
    void note_link(std::string_view href);
    void emit(std::string_view text);

    const menu_entries& entries_;
    tag_scanner scanner_;
    phase phase_ = phase::before_nav;
    bool header_just_opened_ = false;
    bool has_menu_ = false;      // an element that is the menu, or claims to be
    bool has_logout_ = false;    // Datasette's or our own
    bool links_placed_ = false;  // our links are in the list, or none is missing
    std::uint32_t present_ = 0;  // one bit for each of our links that the page has already
    unsigned lists_open_ = 0;    // in the menu
    unsigned divisions_open_ = 0;

    std::string kept_;      // the beginning of a tag
    std::string released_;  // kept before this call
    std::array<std::string, 3> inserted_;
    std::size_t inserted_count_ = 0;
    std::array<std::string_view, parts_max> parts_;
    std::size_t parts_count_ = 0;
};

}  // namespace dsgw
