#pragma once

// Puts the gateway's entries into the menu of a Datasette page while the page streams by. The page
// is never gathered: unchanged parts are handed back as views, and only a tag that a cut goes
// through is kept until the rest of it is there. Pure.

#include "gateway/html/menu_entries.hpp"
#include "gateway/html/tag_scanner.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dsgw {

/// One page's worth of insertion. Both lines of Datasette are understood, with a menu, without one
/// (then it is made, where Datasette would) and with links that plugins have put in: an entry whose
/// path the menu has already is left out. A page that looks otherwise passes as it is: only one
/// with `<div class="nav-menu-inner">`, or whose `<header>` begins with `<nav>`, is touched.
class menu_insertion
{
public:
    /// Bytes of HTML to send, in order. Views into the piece that was fed, or into this object:
    /// good until the next call.
    using parts = std::span<const std::string_view>;

    /// Sizes for callers that keep the parts in an array.
    static constexpr std::size_t parts_max = 9;

    /// More of these than of links there will never be.
    static constexpr std::size_t links_max = 32;

    /// @param entries  at most links_max of them; must live as long as this object.
    explicit menu_insertion(const menu_entries& entries);
    menu_insertion(const menu_insertion&) = delete;
    menu_insertion& operator=(const menu_insertion&) = delete;

    /// The next piece of the body, of any size.
    [[nodiscard]] parts feed(std::string_view piece);

    /// The body is over: what was kept of it.
    [[nodiscard]] parts finish();

    /// Nothing will be inserted any more and nothing is kept: what follows need not be fed.
    [[nodiscard]] bool is_over() const { return phase_ == phase::over && kept_.empty(); }

private:
    enum class phase
    {
        before_nav,   // neither a menu nor Datasette's <header><nav>
        in_nav,       // no menu in it yet
        in_menu,      // inside <div class="nav-menu-inner">
        behind_menu,  // the log-out form was ours; the actor's name is still to come
        over,
    };

    void work_through(std::string_view text);
    std::size_t take_up_kept(std::string_view piece);
    std::string insert_before(const html_tag& tag);
    std::string before_nav(const html_tag& tag);
    std::string in_nav(const html_tag& tag);
    std::string in_menu(const html_tag& tag);
    std::string behind_menu(const html_tag& tag);
    [[nodiscard]] std::string missing_list();
    [[nodiscard]] std::string missing_log_out();
    void enter_menu();
    void note_links(const html_tag& tag);
    void note_link(std::string_view href);
    void emit(std::string_view text);

    const menu_entries& entries_;
    tag_scanner scanner_;
    phase phase_ = phase::before_nav;
    bool header_just_opened_ = false;
    bool has_menu_ = false;      // an element that is the menu, or says so
    bool has_log_out_ = false;   // of Datasette's, or of ours
    bool links_placed_ = false;  // ours stand in the list, or none is missing
    std::uint32_t present_ = 0;  // one bit for each of our links that the page has itself
    unsigned lists_open_ = 0;    // in the menu
    unsigned divisions_open_ = 0;

    std::string kept_;      // the beginning of a tag
    std::string released_;  // what was kept before this call
    std::array<std::string, 3> inserted_;
    std::size_t inserted_count_ = 0;
    std::array<std::string_view, parts_max> parts_;
    std::size_t parts_count_ = 0;
};

}  // namespace dsgw
