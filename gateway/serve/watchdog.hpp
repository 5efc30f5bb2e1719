#pragma once

// Word to the service manager that every thread does its work: where one hangs, the word is not
// given, and the service manager starts the gateway anew.

#include "gateway/serve/init_system.hpp"
#include "gateway/serve/worker.hpp"

#include <memory>
#include <vector>

namespace dsgw {

class watchdog
{
public:
    /// @param workers  threads that were started, and stop before this goes.
    watchdog(
        asio::io_context& context, const init_system& init,
        const std::vector<std::unique_ptr<worker>>& workers
    );

    /// Until the context stops; nothing where nobody waits for the word.
    [[nodiscard]] task<> run();

private:
    void ask();
    void note_answer();

    asio::io_context& context_;
    const init_system& init_;
    const std::vector<std::unique_ptr<worker>>& workers_;
    std::size_t unanswered_ = 0;
};

}  // namespace dsgw
