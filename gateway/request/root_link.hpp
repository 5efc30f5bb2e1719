#pragma once

// The link of --root: a random token that logs in as root exactly once.

#include <mutex>
#include <string>
#include <string_view>

namespace dsgw {

class root_link
{
public:
    root_link();

    enum class verdict
    {
        accepted,  ///< valid, this once
        spent,     ///< correct, but already used
        wrong,
    };

    /// Thread-safe; compares in constant time.
    [[nodiscard]] verdict redeem(std::string_view token);

    /// 64 hex digits, for the link.
    [[nodiscard]] const std::string& token() const { return token_; }

private:
    std::string token_;
    std::mutex mutex_;
    bool spent_ = false;
};

}  // namespace dsgw
