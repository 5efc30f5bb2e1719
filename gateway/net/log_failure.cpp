#include "gateway/net/log_failure.hpp"

#include <spdlog/spdlog.h>

namespace dsgw {

void log_failure::report(const std::exception_ptr& failure) const
{
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        spdlog::error("{} ended unexpectedly: {}", what_, e.what());
    } catch (...) {
        spdlog::error("{} ended unexpectedly", what_);
    }
}

}  // namespace dsgw
