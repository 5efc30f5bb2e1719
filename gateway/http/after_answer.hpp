#pragma once

// What happens to a connection of a local_server after the response.

namespace dsgw {

enum class after_answer
{
    keep_open,
    close,
};

}  // namespace dsgw
