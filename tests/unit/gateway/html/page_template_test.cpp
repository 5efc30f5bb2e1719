#include "gateway/html/page_template.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(page_template)

namespace {

std::string failure(page_data data) { return render_template("failure.mustache", data); }

bool has(const std::string& html, const char* text) { return html.find(text) != html.npos; }

}  // namespace

BOOST_AUTO_TEST_CASE(escapes_what_it_fills_in)
{
    page_data data;
    set_text(data, "title", "<b>\"Tom\" & 'Jo'</b>");
    set_text(data, "text", "{{title}}");
    const auto html = failure(data);
    BOOST_TEST(has(html, "&lt;b&gt;"));
    BOOST_TEST(!has(html, "<b>"));
    BOOST_TEST(has(html, "&amp;"));
    BOOST_TEST(has(html, "<p>{{title}}</p>"));
}

BOOST_AUTO_TEST_CASE(an_empty_text_counts_as_absent)
{
    page_data data;
    set_text(data, "request_id", "");
    BOOST_TEST(!has(failure(data), "Request id"));
    set_text(data, "request_id", "abc");
    BOOST_TEST(has(failure(data), "Request id: abc"));
}

BOOST_AUTO_TEST_CASE(an_empty_list_leaves_its_heading_out)
{
    page_data data;
    set_text(data, "choices_heading", "There are:");
    set_list(data, "choices", page_list());
    BOOST_TEST(!has(failure(data), "There are:"));
    page_list choices;
    for (const char* name : {"one", "two"}) {
        page_data choice;
        set_text(choice, "href", std::string("/") + name);
        set_text(choice, "label", name);
        choices.push_back(choice);
    }
    set_list(data, "choices", std::move(choices));
    const auto html = failure(data);
    BOOST_TEST(has(html, "There are:"));
    BOOST_TEST(has(html, R"(<a href="/one">one</a>)"));
    BOOST_TEST(has(html, R"(<a href="/two">two</a>)"));
}

BOOST_AUTO_TEST_CASE(a_template_can_be_filled_again)
{
    page_data first, second;
    set_text(first, "title", "first");
    set_text(second, "title", "second");
    BOOST_TEST(has(failure(first), "<h1>first</h1>"));
    BOOST_TEST(has(failure(second), "<h1>second</h1>"));
    BOOST_TEST(has(failure(first), "<h1>first</h1>"));
}

BOOST_AUTO_TEST_SUITE_END()
