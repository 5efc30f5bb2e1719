#pragma once

// The last argument of every co_spawn: logs every exception that a coroutine throws.

#include <exception>
#include <string_view>

namespace dsgw {

/// Completion handler of co_spawn for coroutines that return nothing.
class log_failure
{
public:
    /// @param what  a literal that names the coroutine.
    explicit log_failure(std::string_view what) : what_(what) {}

    void operator()(std::exception_ptr failure) const
    {
        if (failure) report(failure);
    }

private:
    void report(const std::exception_ptr& failure) const;

    std::string_view what_;
};

}  // namespace dsgw
