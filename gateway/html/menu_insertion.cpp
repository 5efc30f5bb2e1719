#include "gateway/html/menu_insertion.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace dsgw {

namespace {

/// A tag that is split between pieces is completed in steps of at most this many bytes, so that
/// text that only looks like a tag costs no long copy.
constexpr std::size_t completion_bytes_max = 256;

/// After these, a page has no more menus.
bool begins_content(const html_tag& tag)
{
    return tag.opens("main") || tag.opens("footer") || tag.closes("body") || tag.closes("html") ||
           (tag.opens("section") && tag.has_class("content"));
}

/// The path of a link, without query, fragment and trailing slash.
std::string_view path_of_link(std::string_view href)
{
    href = href.substr(0, href.find_first_of("?#"));
    if (href.size() > 1 && href.back() == '/') href.remove_suffix(1);
    return href;
}

}  // namespace

menu_insertion::menu_insertion(const menu_entries& entries) : entries_(entries)
{
    assert(entries.links.size() <= links_max);
    if (entries.empty()) phase_ = phase::over;
}

void menu_insertion::emit(std::string_view text)
{
    if (text.empty()) return;
    assert(parts_count_ < parts_max);
    parts_[parts_count_++] = text;
}

menu_insertion::parts menu_insertion::feed(std::string_view piece)
{
    parts_count_ = 0;
    inserted_count_ = 0;
    std::size_t begin = 0;
    if (!kept_.empty()) begin = use_kept(piece);
    if (kept_.empty()) {
        piece.remove_prefix(begin);
        if (phase_ == phase::over) {
            emit(piece);
        } else if (!piece.empty()) {
            work_through(piece);
        }
    }
    return {parts_.data(), parts_count_};
}

menu_insertion::parts menu_insertion::finish()
{
    parts_count_ = 0;
    phase_ = phase::over;
    released_ = std::exchange(kept_, {});
    emit(released_);
    return {parts_.data(), parts_count_};
}

/// Completes the kept tag with bytes from the front of the piece.
/// @return the number of bytes used. Afterwards nothing is kept, or the piece is used up.
std::size_t menu_insertion::use_kept(std::string_view piece)
{
    std::size_t used = 0;
    while (used < piece.size()) {
        const auto ahead = piece.substr(used, completion_bytes_max);
        const auto step = std::min(ahead.find('>'), ahead.size() - 1) + 1;
        kept_ += ahead.substr(0, step);
        used += step;
        const auto found = scanner_.next(kept_);
        const bool is_tag = found.what == tag_scanner::verdict::tag;
        const auto settled = is_tag ? found.end : found.begin;
        if (settled == 0 && found.what == tag_scanner::verdict::more) continue;

        auto& block = inserted_[inserted_count_];
        block = is_tag ? insert_before(found.tag) : std::string();
        if (found.what == tag_scanner::verdict::unusual) phase_ = phase::over;
        // The rest came with this piece and is read there.
        const auto too_much = phase_ == phase::over ? 0 : kept_.size() - settled;
        assert(too_much <= used);
        kept_.resize(kept_.size() - too_much);
        released_.swap(kept_);
        kept_.clear();
        const std::string_view all(released_);
        emit(all.substr(0, found.begin));
        if (!block.empty()) {
            emit(block);
            ++inserted_count_;
        }
        emit(all.substr(found.begin));
        return used - too_much;
    }
    return used;
}

/// Reads tag after tag, and keeps a tag that is split.
void menu_insertion::work_through(std::string_view text)
{
    std::size_t sent = 0;  // text[0, sent) is in the parts
    std::size_t at = 0;
    auto found = scanner_.next(text);
    while (found.what == tag_scanner::verdict::tag) {
        auto block = insert_before(found.tag);
        if (!block.empty()) {
            emit(text.substr(sent, at + found.begin - sent));
            sent = at + found.begin;
            inserted_[inserted_count_] = std::move(block);
            emit(inserted_[inserted_count_++]);
        }
        at += found.end;
        if (phase_ == phase::over) {
            emit(text.substr(sent));
            return;
        }
        found = scanner_.next(text.substr(at));
    }
    if (found.what == tag_scanner::verdict::unusual) {
        phase_ = phase::over;
        emit(text.substr(sent));
        return;
    }
    const auto cut = at + found.begin;
    emit(text.substr(sent, cut - sent));
    kept_ = text.substr(cut);
}

/// @return the text to insert before this tag, or "".
std::string menu_insertion::insert_before(const html_tag& tag)
{
    switch (phase_) {
        case phase::before_nav:
            return before_nav(tag);
        case phase::in_nav:
            return in_nav(tag);
        case phase::in_menu:
            return in_menu(tag);
        case phase::behind_menu:
            return behind_menu(tag);
        case phase::over:
            break;
    }
    return {};
}

std::string menu_insertion::before_nav(const html_tag& tag)
{
    const bool header_just_opened = std::exchange(header_just_opened_, tag.opens("header"));
    if (header_just_opened && tag.opens("nav")) {
        phase_ = phase::in_nav;
    } else if (tag.opens("div") && tag.has_class("nav-menu-inner")) {
        enter_menu();
    } else if (begins_content(tag)) {
        phase_ = phase::over;
    }
    return {};
}

std::string menu_insertion::in_nav(const html_tag& tag)
{
    note_links(tag);
    if (tag.opens("details") && tag.has_class("nav-menu")) {
        has_menu_ = true;
    } else if (tag.opens("div") && tag.has_class("nav-menu-inner")) {
        enter_menu();
    } else if (tag.closes("header") || begins_content(tag)) {
        phase_ = phase::over;
    }
    const bool names_actor = tag.opens("div") && tag.has_class("actor");
    if (!names_actor && !tag.closes("nav")) return {};

    phase_ = phase::over;
    if (has_menu_) return {};
    const auto list = missing_list();
    const auto form = missing_logout();
    if (list.empty() && form.empty()) return {};
    auto menu = render_menu(list + form);
    if (!names_actor && !form.empty()) menu += render_actor_name(*entries_.logout);
    return menu;
}

void menu_insertion::enter_menu()
{
    phase_ = phase::in_menu;
    divisions_open_ = 1;
}

std::string menu_insertion::in_menu(const html_tag& tag)
{
    note_links(tag);
    std::string block;
    if (tag.opens("ul")) {
        ++lists_open_;
    } else if (tag.closes("ul") && lists_open_ > 0 && --lists_open_ == 0 && !links_placed_) {
        links_placed_ = true;
        block = render_menu_items(entries_.links, [this](std::size_t i) {
            return (present_ >> i & 1U) == 0;
        });
    } else if (tag.opens("form") && lists_open_ == 0 && !links_placed_) {
        block = missing_list();
    } else if (tag.opens("div")) {
        ++divisions_open_;
    } else if (tag.closes("details") || tag.closes("nav") || tag.closes("header")) {
        phase_ = phase::over;  // the menu was not closed: change nothing
        return {};
    }
    if (tag.closes("div") && --divisions_open_ == 0) {
        block = missing_list();
        const auto form = missing_logout();
        block += form;
        phase_ = form.empty() ? phase::over : phase::behind_menu;
    }
    if (links_placed_ && (has_logout_ || !entries_.logout) && phase_ == phase::in_menu)
        phase_ = phase::over;
    return block;
}

std::string menu_insertion::behind_menu(const html_tag& tag)
{
    const bool names_actor = tag.opens("div") && tag.has_class("actor");
    const bool ends = names_actor || tag.closes("nav") || tag.closes("header");
    if (ends || begins_content(tag)) phase_ = phase::over;
    return tag.closes("nav") ? render_actor_name(*entries_.logout) : std::string();
}

/// The links that the page does not have, as a list; returned once.
std::string menu_insertion::missing_list()
{
    if (std::exchange(links_placed_, true)) return {};
    return render_menu_list(entries_.links, [this](std::size_t i) {
        return (present_ >> i & 1U) == 0;
    });
}

std::string menu_insertion::missing_logout()
{
    if (!entries_.logout || std::exchange(has_logout_, true)) return {};
    return render_logout_form(*entries_.logout);
}

void menu_insertion::note_links(const html_tag& tag)
{
    if (tag.opens("a")) note_link(path_of_link(tag.attribute("href").value_or("")));
    if (tag.opens("form")) note_link(path_of_link(tag.attribute("action").value_or("")));
}

void menu_insertion::note_link(std::string_view href)
{
    for (std::size_t i = 0; i < entries_.links.size(); ++i)
        if (href == entries_.links[i].href) present_ |= 1U << i;
    if (entries_.logout && href == entries_.logout->action) has_logout_ = true;
}

}  // namespace dsgw
