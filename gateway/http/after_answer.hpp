#pragma once

// What becomes of a connection of a local_server when it has been answered.

namespace dsgw {

enum class after_answer
{
    keep_open,
    close,
};

}  // namespace dsgw
