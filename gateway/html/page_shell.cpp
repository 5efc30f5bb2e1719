#include "gateway/html/page_shell.hpp"

#include "gateway/html/embedded_files.hpp"
#include "gateway/html/menu_insertion.hpp"
#include "gateway/html/safe_html.hpp"
#include "gateway/html/shell_policy.hpp"
#include "gateway/html/tag_scanner.hpp"

#include <cassert>
#include <utility>

namespace dsgw {

namespace {

/// A class of every page in a shell, to which our few styles apply.
constexpr std::string_view body_class = "gateway";

std::string with_menu(std::string_view html, const menu_entries& entries)
{
    menu_insertion work(entries);
    std::string page;
    for (const auto part : work.feed(html))
        page += part;
    for (const auto part : work.finish())
        page += part;
    return page;
}

std::string style_link(std::string_view base_url)
{
    std::string link = "<link rel=\"stylesheet\" href=\"";
    link += escape_html(base_url);
    link += page_style_path.substr(1);
    link += '?';
    link += embedded_file("page.css").hash;
    link += "\">\n";
    return link;
}

std::string render_crumbs(const std::vector<crumb>& crumbs)
{
    if (crumbs.empty()) return {};
    std::string html = "\n    <p class=\"crumbs\">";
    for (const auto& each : crumbs) {
        if (&each != &crumbs.front()) html += " / ";
        html += "<a href=\"" + escape_html(each.href) + "\">" + escape_html(each.label) + "</a>";
    }
    html += "</p>";
    return html;
}

std::string render_messages(const std::vector<flash_message>& messages)
{
    std::string html;
    for (const auto& each : messages) {
        const bool is_error = each.kind == message_kind::error;
        const bool is_warning = each.kind == message_kind::warning;
        html += "\n<p class=\"message-";
        html += is_error ? "error" : is_warning ? "warning" : "info";
        html += is_error ? "\" role=\"alert\">" : "\" role=\"status\">";
        html += escape_html(each.text);
        html += "</p>";
    }
    return html;
}

}  // namespace

/// Cuts one page into the parts of a shell.
class shell_maker
{
public:
    /// @param style  HTML for the head that loads our few styles.
    shell_maker(std::string_view text, std::string style) : text_(text), style_(std::move(style)) {}

    [[nodiscard]] std::optional<page_shell> run();

private:
    using slot = page_shell::slot;
    enum class end_tag
    {
        kept,
        dropped
    };

    void take(const html_tag& tag, std::size_t begin, std::size_t end);
    void take_in_head(const html_tag& tag, std::size_t begin, std::size_t end);
    void take_in_body(const html_tag& tag, std::size_t begin, std::size_t end);
    void skip_on(const html_tag& tag, std::size_t begin, std::size_t end);
    void skip_content(std::string_view element, end_tag fate);
    void set_attribute(const html_tag& tag, std::string_view name, std::string_view value);
    void copy_to(std::size_t end);
    void put(slot what);
    [[nodiscard]] std::size_t offset_of(std::string_view part) const;

    std::string_view text_;
    std::string style_;
    std::vector<page_shell::part> parts_;
    std::string literal_;
    std::size_t copied_ = 0;  // text_[0, copied_) is finished
    shell_policy policy_;
    std::string_view skipped_element_;
    end_tag skipped_end_ = end_tag::kept;
    unsigned skipped_depth_ = 0;
    bool has_title_ = false;
    bool has_head_ = false;
    bool has_nav_ = false;
    bool has_messages_ = false;
    bool has_content_ = false;
};

std::size_t shell_maker::offset_of(std::string_view part) const
{
    return static_cast<std::size_t>(part.data() - text_.data());
}

void shell_maker::copy_to(std::size_t end)
{
    literal_ += text_.substr(copied_, end - copied_);
    copied_ = end;
}

void shell_maker::put(slot what)
{
    parts_.push_back({std::move(literal_), what});
    literal_.clear();
}

void shell_maker::skip_content(std::string_view element, end_tag fate)
{
    skipped_element_ = element;
    skipped_end_ = fate;
    skipped_depth_ = 1;
}

void shell_maker::skip_on(const html_tag& tag, std::size_t begin, std::size_t end)
{
    if (tag.opens(skipped_element_)) ++skipped_depth_;
    if (!tag.closes(skipped_element_) || --skipped_depth_ > 0) return;
    copied_ = skipped_end_ == end_tag::dropped ? end : begin;
    skipped_element_ = {};
}

/// Sets that attribute of the tag, which may have another value.
void shell_maker::set_attribute(const html_tag& tag, std::string_view name, std::string_view value)
{
    const auto old = tag.attribute(name);
    if (old && old->data() != nullptr) {
        copy_to(offset_of(*old));
        literal_ += value;
        copied_ += old->size();
    } else {
        // Of two attributes with the same name, the first counts.
        copy_to(offset_of(tag.name) + tag.name.size());
        literal_.append(" ").append(name).append("=\"").append(value).append("\"");
    }
}

void shell_maker::take_in_head(const html_tag& tag, std::size_t begin, std::size_t end)
{
    if (tag.opens("html") && !tag.attribute("lang")) {
        set_attribute(tag, "lang", "en");
    } else if (tag.opens("title") && !std::exchange(has_title_, true)) {
        copy_to(end);
        put(slot::title);
        skip_content("title", end_tag::kept);
    } else if (tag.opens("link")) {
        const auto kind = tag.attribute("rel").value_or("");
        const auto href = tag.attribute("href").value_or("");
        if (kind == "alternate" || kind == "canonical") {
            copy_to(begin);
            copied_ = end;
        } else if (kind.find("icon") != kind.npos) {
            policy_.loads_picture(href);
        } else {
            policy_.loads_style(href);
        }
    } else if (tag.closes("head") && !std::exchange(has_head_, true)) {
        copy_to(begin);
        literal_ += style_;
    }
}

void shell_maker::take_in_body(const html_tag& tag, std::size_t begin, std::size_t end)
{
    if (tag.opens("body")) {
        set_attribute(tag, "class", body_class);
    } else if (tag.opens("nav") && !std::exchange(has_nav_, true)) {
        copy_to(end);
        put(slot::crumbs);
    } else if (tag.opens("p") && tag.has_class("crumbs") && has_nav_ && !has_content_) {
        copy_to(begin);
        skip_content("p", end_tag::dropped);
    } else if (tag.closes("header") && !std::exchange(has_messages_, true)) {
        copy_to(end);
        put(slot::messages);
    } else if (tag.opens("section") && tag.has_class("content") && !has_content_) {
        has_content_ = true;
        copy_to(begin);
        if (!std::exchange(has_messages_, true)) put(slot::messages);
        copy_to(end);
        put(slot::content);
        skip_content("section", end_tag::kept);
    } else if (tag.opens("input") && tag.attribute("name") == "csrftoken") {
        const auto value = tag.attribute("value");
        if (!value || value->empty()) return;
        copy_to(offset_of(*value));
        put(slot::csrf_token);
        copied_ += value->size();
    } else if (tag.opens("img")) {
        policy_.loads_picture(tag.attribute("src").value_or(""));
    }
}

void shell_maker::take(const html_tag& tag, std::size_t begin, std::size_t end)
{
    if (!skipped_element_.empty()) {
        skip_on(tag, begin, end);
        return;
    }
    if (tag.opens("script") && !shell_policy::may_run(tag.attribute("src").value_or(""))) {
        copy_to(begin);
        skip_content("script", end_tag::dropped);
        return;
    }
    if (tag.opens("style") || tag.attribute("style")) policy_.holds_style();
    if (has_head_) {
        take_in_body(tag, begin, end);
    } else {
        take_in_head(tag, begin, end);
    }
}

std::optional<page_shell> shell_maker::run()
{
    tag_scanner scanner;
    std::size_t at = 0;
    for (;;) {
        const auto found = scanner.next(text_.substr(at));
        if (found.what == tag_scanner::verdict::unusual) return std::nullopt;
        if (found.what == tag_scanner::verdict::more) break;
        take(found.tag, at + found.begin, at + found.end);
        at += found.end;
    }
    if (!has_title_ || !has_head_ || !has_content_ || !skipped_element_.empty())
        return std::nullopt;
    copy_to(text_.size());
    put(slot::nothing);
    return page_shell(std::move(parts_), policy_.text());
}

page_shell::page_shell(std::vector<part> parts, std::string policy)
    : parts_(std::move(parts)), policy_(std::move(policy))
{}

std::optional<page_shell> page_shell::from_upstream(std::string_view html, const shell_site& site)
{
    const auto page = with_menu(html, site.entries);
    return shell_maker(page, style_link(site.base_url)).run();
}

page_shell page_shell::built_in(const shell_site& site)
{
    const auto page = with_menu(embedded_file("built_in_shell.html").text, site.entries);
    auto style = "<style>\n" + std::string(page_style_sheet()) + "</style>\n";
    auto made = shell_maker(page, std::move(style)).run();
    assert(made);
    return std::move(*made);
}

std::string page_shell::render(const page_content& page) const
{
    std::string html;
    for (const auto& [text, behind] : parts_) {
        html += text;
        switch (behind) {
            case slot::nothing:
                break;
            case slot::title:
                html += escape_html(page.title);
                break;
            case slot::crumbs:
                html += render_crumbs(page.crumbs);
                break;
            case slot::messages:
                html += render_messages(page.messages);
                break;
            case slot::csrf_token:
                html += escape_html(page.csrf_token);
                break;
            case slot::content:
                html += "\n<main>\n";
                html += page.html;
                html += "</main>\n";
                break;
        }
    }
    return html;
}

std::string_view page_style_sheet() { return embedded_file("page.css").text; }

}  // namespace dsgw
