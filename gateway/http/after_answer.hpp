#pragma once

// The state of a local_server's connection after the response.

namespace dsgw {

enum class after_answer
{
    keep_open,
    close,
};

}  // namespace dsgw
