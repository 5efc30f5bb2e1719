#pragma once

// The Content-Security-Policy for a shell, based on what the shell loads. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace dsgw {

/// The sources of the parts of a page that the site rendered.
class shell_policy
{
public:
    /// @return true if the script may stay, since it comes from the site itself.
    [[nodiscard]] static bool may_run(std::string_view src);

    void loads_style(std::string_view href);
    void loads_picture(std::string_view src);

    /// A <style> element or a style attribute.
    void holds_style() { holds_style_ = true; }

    [[nodiscard]] std::string text() const;

private:
    std::vector<std::string> style_origins_;
    std::vector<std::string> picture_origins_;
    bool holds_style_ = false;
};

}  // namespace dsgw
