#pragma once

// Finds the tags of an HTML document that arrives in pieces, like the tokenizer of a browser: text
// inside a comment, a script or a text area is not a tag. Keeps no text. Pure.

#include <cstddef>
#include <optional>
#include <string_view>

namespace dsgw {

/// One tag of the text. Views into the text that the scanner was given.
struct html_tag
{
    std::string_view text;  ///< from '<' to '>'
    std::string_view name;  ///< as written
    bool is_end = false;

    /// @param lower_name  in lower case, like all names here.
    [[nodiscard]] bool opens(std::string_view lower_name) const;
    [[nodiscard]] bool closes(std::string_view lower_name) const;

    /// The first attribute of that name: its value as written, without the quotes; "" if it has no
    /// value. Character references are not resolved.
    [[nodiscard]] std::optional<std::string_view> attribute(std::string_view lower_name) const;

    /// Whether `word` is one of the words of the class attribute.
    [[nodiscard]] bool has_class(std::string_view word) const;
};

class tag_scanner
{
public:
    enum class verdict
    {
        tag,      ///< text[begin, end) is `tag`; continue after it
        more,     ///< text[begin, size) must be passed again, together with the following text
        unusual,  ///< the document cannot be analysed: leave it unchanged
    };

    struct found
    {
        verdict what = verdict::more;
        std::size_t begin = 0;
        std::size_t end = 0;
        html_tag tag;
    };

    /// A longer tag makes a document unusual, so the text to pass again is never longer.
    static constexpr std::size_t tag_bytes_max = 8 * 1024;

    /// The next tag. `text` begins at the end of the last tag, or at the position of `more`.
    /// @source WHATWG HTML, section 13.2.5 (tokenization).
    [[nodiscard]] found next(std::string_view text);

private:
    enum class state
    {
        text,
        comment,  // after <!--
        bogus,    // <! or <? or </ and text that is not a tag: up to '>'
        raw,      // the content of an element that contains no tags, up to its end tag
    };
    struct sign;  // the meaning of a '<'

    [[nodiscard]] sign read_sign(std::string_view text) const;
    [[nodiscard]] sign read_raw_sign(std::string_view text) const;
    [[nodiscard]] found take_tag(std::string_view text, std::size_t begin);
    [[nodiscard]] std::size_t skip_comment(std::string_view text);

    state state_ = state::text;
    std::string_view raw_name_;          // the element with raw content: a literal
    bool script_holds_comment_ = false;  // <!-- was seen in its content
    unsigned comment_dashes_ = 0;        // at the end of the content read so far
    unsigned comment_bytes_ = 0;         // counted up to 2
    bool comment_bang_ = false;          // "--!" was read
};

}  // namespace dsgw
