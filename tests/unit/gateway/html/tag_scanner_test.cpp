#include "gateway/html/tag_scanner.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(tag_scanner_test)

namespace {

/// The tags of a document joined by blanks; behind it '?' for an unusual one.
std::string tags_of(std::string_view document, std::size_t piece)
{
    std::string joined;
    tag_scanner scanner;
    std::string kept;
    while (!document.empty()) {
        kept += document.substr(0, piece);
        document.remove_prefix(std::min(document.size(), piece));
        for (;;) {
            const auto found = scanner.next(kept);
            if (found.what == tag_scanner::verdict::unusual) return joined + '?';
            if (found.what == tag_scanner::verdict::tag) {
                if (!joined.empty()) joined += ' ';
                joined += found.tag.text;
            }
            const bool is_tag = found.what == tag_scanner::verdict::tag;
            kept.erase(0, is_tag ? found.end : found.begin);
            if (!is_tag) break;
        }
    }
    return joined;
}

html_tag tag_of(std::string_view text)
{
    tag_scanner scanner;
    const auto found = scanner.next(text);
    BOOST_REQUIRE((found.what == tag_scanner::verdict::tag));
    return found.tag;
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_the_tags_of_a_browser_for_any_split)
{
    const std::pair<std::string, std::string> cases[]{
        {"", ""},
        {"plain", ""},
        {"<p>", "<p>"},
        {"a<p>b</p>c", "<p> </p>"},
        {"<P CLASS=x>", "<P CLASS=x>"},
        {"<br/><br />", "<br/> <br />"},
        {"<a\nhref='x'\n>", "<a\nhref='x'\n>"},
        {"<a title=\"a > b\">x", "<a title=\"a > b\">"},
        {"<a title='a > b'>x", "<a title='a > b'>"},
        {"<a b\"c>d", "<a b\"c>"},
        {"<a b = \">\" c>", "<a b = \">\" c>"},
        {"<a =\">x\">", "<a =\">"},
        {"a < b <c>", "<c>"},
        {"a<1><b>", "<b>"},
        {"a<<b>", "<b>"},
        {"<!DOCTYPE html><html>", "<html>"},
        {"<!doctype \"<p>\"><b>", "<b>"},
        {"<?xml <p>?><b>", "<b>"},
        {"</ p><b>", "<b>"},
        {"</><b>", "<b>"},
        {"<!-- <p> --><b>", "<b>"},
        {"<!-- <p> -- > <p> --><b>", "<b>"},
        {"<!-- <p> -> <p> --!><b>", "<b>"},
        {"<!--><b>", "<b>"},
        {"<!---><b>", "<b>"},
        {"<!----><b>", "<b>"},
        {"<!-----><b>", "<b>"},
        {"<!--!><p>--><b>", "<b>"},
        {"<!---!><p>--><b>", "<b>"},
        {"<!--a-><p>--><b>", "<b>"},
        {"<!--x--y--><b>", "<b>"},
        {"<!-><b>", "<b>"},
        {"<!-x--><b>", "<b>"},
        {"<title><p></title><b>", "<title> </title> <b>"},
        {"<script><p>'</scripts>'</script ><b>", "<script> </script > <b>"},
        {"<SCRIPT>a</Script/><b>", "<SCRIPT> </Script/> <b>"},
        {"<script>if (a<b && c</d>/) '<script>'</script><b>", "<script> </script> <b>"},
        {"<script><!-- <p> --></script><b>", "<script> </script> <b>"},
        {"<script><!- <script></script><b>", "<script> </script> <b>"},
        {"<style>a > b { c: '<p>' }</style><b>", "<style> </style> <b>"},
        {"<textarea></p></textarea><b>", "<textarea> </textarea> <b>"},
        {"<textarea></textareas></textarea><b>", "<textarea> </textarea> <b>"},
        {"<template><p></template><b>", "<template> </template> <b>"},
        {"<noscript><p></noscript><b>", "<noscript> </noscript> <b>"},
        {"<script>never closed <p>", "<script>"},
        {"<!-- never closed <p>", ""},
        {"<p never closed", ""},
        {"<p a='never closed>", ""},
        {"</script><b>", "</script> <b>"},
        {"caf\xc3\xa9<b \xff>", "<b \xff>"},
    };
    for (const auto& [document, expected] : cases) {
        for (std::size_t piece = 1; piece <= document.size() + 1; ++piece)
            BOOST_TEST(tags_of(document, piece) == expected, document << " cut by " << piece);
    }
}

BOOST_AUTO_TEST_CASE(gives_up_on_unusual_documents)
{
    const std::pair<std::string, std::string> cases[]{
        {"<p><plaintext><b>", "<p>?"},
        {"<svg><![CDATA[<p>]]></svg>", "<svg>?"},
        {"<svg><![cdata[<p>]]></svg>", "<svg>?"},
        {"<script><!-- <script> </script> --></script><b>", "<script>?"},
        {"<template><template></template></template><b>", "<template>?"},
    };
    for (const auto& [document, expected] : cases)
        for (std::size_t piece = 1; piece <= document.size(); ++piece)
            BOOST_TEST(tags_of(document, piece) == expected, document << " cut by " << piece);
}

BOOST_AUTO_TEST_CASE(a_tag_has_a_longest_size)
{
    const auto tag_of_size = [](std::size_t size) {
        return "<p a=" + std::string(size - 6, 'x') + '>';
    };
    for (const std::size_t piece : {std::size_t(1000), std::size_t(100000)}) {
        const auto most = tag_of_size(tag_scanner::tag_bytes_max);
        BOOST_TEST(tags_of(most + "<b>", piece) == most + " <b>");
        BOOST_TEST(tags_of(tag_of_size(tag_scanner::tag_bytes_max + 1) + "<b>", piece) == "?");
        const auto endless = "<p a=\"" + std::string(tag_scanner::tag_bytes_max, 'x');
        BOOST_TEST(tags_of(endless, piece) == "?");
    }
}

BOOST_AUTO_TEST_CASE(asks_for_no_more_than_the_beginning_of_a_tag_again)
{
    for (const std::string document : {"plain <", "plain </", "plain <!-", "plain <a href=\"x"}) {
        tag_scanner scanner;
        BOOST_TEST(scanner.next(document).begin == 6U, document);
    }
    for (const std::string document : {"plain", "plain <!-- a", "plain <b", "<script>var a"}) {
        tag_scanner scanner;
        auto found = scanner.next(document);
        if (found.what == tag_scanner::verdict::tag) found = scanner.next(document.substr(8));
        BOOST_TEST((found.what == tag_scanner::verdict::more), document);
    }
}

BOOST_AUTO_TEST_CASE(knows_names_and_attributes)
{
    const auto tag =
        tag_of("<A b Href='x?a=1&amp;b' c=\"\" d=e/f href=y class = \"one\ttwo  a-b\">");
    BOOST_TEST(tag.opens("a"));
    BOOST_TEST(!tag.closes("a"));
    BOOST_TEST(!tag.opens("abbr"));
    BOOST_TEST(tag.attribute("href").value() == "x?a=1&amp;b");
    BOOST_TEST(tag.attribute("b").value() == "");
    BOOST_TEST(tag.attribute("c").value() == "");
    BOOST_TEST(tag.attribute("d").value() == "e/f");
    BOOST_TEST(!tag.attribute("x").has_value());
    BOOST_TEST(tag.has_class("one"));
    BOOST_TEST(tag.has_class("two"));
    BOOST_TEST(tag.has_class("a-b"));
    BOOST_TEST(!tag.has_class("a"));
    BOOST_TEST(tag_of("</UL >").closes("ul"));
    BOOST_TEST(!tag_of("</ul>").opens("ul"));
    BOOST_TEST(!tag_of("<p>").has_class("x"));
}

BOOST_AUTO_TEST_SUITE_END()
