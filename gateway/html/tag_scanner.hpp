#pragma once

// Finds the tags of an HTML document as it arrives, in any pieces, as a browser's tokenizer would:
// what looks like a tag inside a comment, a script or a text area is none. Keeps no text. Pure.

#include <cstddef>
#include <optional>
#include <string_view>

namespace dsgw {

/// One tag as it stands in the text. Views into what the scanner was shown.
struct html_tag
{
    std::string_view text;  ///< from '<' to '>'
    std::string_view name;  ///< as written
    bool is_end = false;

    /// @param lower_name  in lower case, as everywhere here.
    [[nodiscard]] bool opens(std::string_view lower_name) const;
    [[nodiscard]] bool closes(std::string_view lower_name) const;

    /// The first attribute of that name: its value as written, without the quotes; "" if it has
    /// none. Character references are not resolved.
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view lower_name) const;

    /// `word` is one of the words of the class attribute.
    [[nodiscard]] bool has_class(std::string_view word) const;
};

class tag_scanner
{
public:
    enum class verdict
    {
        tag,      ///< text[begin, end) is `tag`; go on behind it
        more,     ///< text[begin, size) must be shown again, with what comes behind it
        unusual,  ///< nothing can be said of this document: let it be
    };

    struct found
    {
        verdict what = verdict::more;
        std::size_t begin = 0;
        std::size_t end = 0;
        html_tag tag;
    };

    /// A tag that is longer than this makes a document unusual, so what must be shown again is
    /// never longer.
    static constexpr std::size_t tag_bytes_max = 8 * 1024;

    /// The next tag. `text` begins where the last tag ended, or where `more` said.
    /// @source WHATWG HTML, section 13.2.5 (tokenization).
    [[nodiscard]] found next(std::string_view text);

private:
    enum class state
    {
        text,
        comment,  // behind <!--
        bogus,    // <! or <? or </ and something that is no tag: up to '>'
        raw,      // the content of an element that holds no tags, up to its end tag
    };
    struct sign;  // what a '<' turned out to be

    [[nodiscard]] sign read_sign(std::string_view text) const;
    [[nodiscard]] sign read_raw_sign(std::string_view text) const;
    [[nodiscard]] found take_tag(std::string_view text, std::size_t begin);
    [[nodiscard]] std::size_t skip_comment(std::string_view text);

    state state_ = state::text;
    std::string_view raw_name_;          // the element whose content is raw: a literal
    bool script_holds_comment_ = false;  // <!-- was seen in it
    unsigned comment_dashes_ = 0;        // at the end of what was read of it
    unsigned comment_bytes_ = 0;         // counted up to 2
    bool comment_bang_ = false;          // "--!" was read
};

}  // namespace dsgw
