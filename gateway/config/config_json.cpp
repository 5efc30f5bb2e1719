#include "gateway/config/config_json.hpp"

#include "base/parse_number.hpp"
#include "gateway/config/config_tree.hpp"
#include "gateway/http/limits.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace dsgw {

namespace json = boost::json;

namespace {

using json::error_code;

/// One open array or object of the text.
struct open_container
{
    bool is_object;
    std::set<std::string, std::less<>> keys;  ///< of an object: those seen
    std::string key;                          ///< of an object: the present one
    std::size_t index = 0;                    ///< of an array: the present one
};

/// What basic_parser calls: builds the value and notes what Boost.JSON would let pass.
class strict_handler
{
public:
    // Names required by basic_parser.
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    // basic_parser constructs its handler from the arguments that follow the options.
    strict_handler(std::string_view text, std::string file) : text_(text), file_(std::move(file))
    {
        stack_.reset();
    }

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }

    bool on_object_begin(error_code&) { return open(true); }
    bool on_object_end(std::size_t n, error_code&)
    {
        stack_.push_object(n);
        return close();
    }
    bool on_array_begin(error_code&) { return open(false); }
    bool on_array_end(std::size_t n, error_code&)
    {
        stack_.push_array(n);
        return close();
    }

    bool on_key_part(json::string_view part, std::size_t, error_code&)
    {
        key_.append(part.data(), part.size());
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view rest, std::size_t, error_code&)
    {
        key_.append(rest.data(), rest.size());
        stack_.push_key(rest);
        auto& top = levels_.back();
        top.key = std::exchange(key_, {});
        if (!top.keys.insert(top.key).second)
            note(rest, "the key is in the same object twice; remove one of the two");
        return true;
    }

    bool on_string_part(json::string_view part, std::size_t, error_code&)
    {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view rest, std::size_t, error_code&)
    {
        stack_.push_string(rest);
        return next();
    }

    bool on_number_part(json::string_view, error_code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, error_code&)
    {
        stack_.push_int64(number);
        return next();
    }
    bool on_uint64(std::uint64_t number, json::string_view, error_code&)
    {
        stack_.push_uint64(number);
        return next();
    }
    bool on_double(double number, json::string_view digits, error_code&)
    {
        const std::string_view text(digits.data(), digits.size());
        // An integer arrives here only if it fits in neither 64-bit type.
        if (text.find_first_of(".eE") == text.npos)
            note(
                digits,
                "the integer does not fit in 64 bits and cannot be kept exactly; "
                "put it in quotes"
            );
        if (!std::isfinite(number)) note(digits, "the number is too large; put it in quotes");
        // Boost.JSON 1.81 may be off by one in the last bit.
        number = parse_number<double>(text).value_or(number);
        stack_.push_double(number);
        return next();
    }
    bool on_bool(bool value, error_code&)
    {
        stack_.push_bool(value);
        return next();
    }
    bool on_null(error_code&)
    {
        stack_.push_null();
        return next();
    }
    bool on_comment_part(json::string_view, error_code&) { return true; }
    bool on_comment(json::string_view, error_code&) { return true; }

    json::value release() { return stack_.release(); }
    problem_list take_problems() { return std::move(problems_); }

private:
    bool open(bool is_object)
    {
        levels_.push_back({is_object, {}, {}, 0});
        return true;
    }
    bool close()
    {
        levels_.pop_back();
        return next();
    }
    bool next()
    {
        if (!levels_.empty()) ++levels_.back().index;
        return true;
    }

    void note(json::string_view at, const char* what)
    {
        std::string path;
        for (const auto& l : levels_)
            path = l.is_object ? join_path(path, l.key) : join_path(path, l.index);
        // A key with escapes is not handed out of the text itself; then the path must do.
        const std::less<> before;
        const char* end = text_.data() + text_.size();
        const bool inside = !before(at.data(), text_.data()) && !before(end, at.data());
        const auto offset = static_cast<std::size_t>(inside ? at.data() - text_.data() : 0);
        auto where = inside ? text_place(text_, file_, offset) : file_;
        problems_.push_back({where + ": " + path, what});
    }

    std::string_view text_;
    std::string file_;
    json::value_stack stack_;
    std::vector<open_container> levels_;
    std::string key_;
    problem_list problems_;
};

}  // namespace

std::string text_place(std::string_view text, const std::string& file, std::size_t offset)
{
    const auto before = text.substr(0, std::min(offset, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto newline = before.rfind('\n');
    const auto in_line = before.substr(newline == before.npos ? 0 : newline + 1);
    const auto column = std::count_if(in_line.begin(), in_line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;  // not a UTF-8 continuation byte
    });
    return file + ':' + std::to_string(line) + ':' + std::to_string(column + 1);
}

strict_json parse_strict_json(std::string_view text, const std::string& file)
{
    json::parse_options options;
    options.max_depth = limits::config_depth_max;
    json::basic_parser<strict_handler> parser(options, text, file);

    strict_json out;
    error_code ec;
    std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
    if (!ec && read < text.size()) ec = json::error::extra_data;
    if (ec == json::error::too_deep) {
        out.problems.push_back(
            {text_place(text, file, read),
             "nested deeper than " + std::to_string(limits::config_depth_max) + " levels"}
        );
    } else if (ec) {
        out.syntax_error = {text_place(text, file, read), "not valid JSON: " + ec.message()};
    } else {
        out.problems = parser.handler().take_problems();
        if (out.problems.empty()) out.value = parser.handler().release();
    }
    return out;
}

}  // namespace dsgw
