#pragma once

// Rights that the process gives up for good after its start. The main thread starts Datasette,
// which inherits only the first part and keeps its access to files.

#include <string>

namespace dsgw {

/// From now on, system calls that neither we nor Datasette need fail with EPERM, in all threads and
/// in every process started later: modules, mounts, other processes' memory, the clock, new
/// namespaces. clone() accepts only the flags of threads and child processes, socket() only the
/// families of programs and the web. clone3() and io_uring, which hide such arguments, do not
/// exist.
/// @return the obstacle ("" on success).
[[nodiscard]] std::string forbid_system_calls();

/// The calling thread, and each thread that it starts later, can open only the files that name
/// resolution needs, change none, and start no program. For threads that face the network.
/// @return the obstacle ("" on success).
[[nodiscard]] std::string confine_thread();

/// The same, but the thread may read, write, create and remove files in this folder: for the thread
/// of a database, which creates a journal beside it.
[[nodiscard]] std::string confine_thread_to(const std::string& folder);

/// The real folder of this file, with links resolved. Call it before the thread is confined to that
/// folder.
[[nodiscard]] std::string folder_of_file(const std::string& path);

}  // namespace dsgw
