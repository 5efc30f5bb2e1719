#pragma once

// What the process gives up for good once it has started. Datasette is started by the main thread
// and inherits the first part only, which costs it nothing: it keeps its files.

#include <string>

namespace dsgw {

/// System calls that neither we nor Datasette have a use for fail with EPERM from now on, in all
/// threads and in every process started later: modules, mounts, other processes' memory, the clock,
/// new namespaces. clone() takes the flags of threads and child processes only, socket() the
/// families of programs and the web only; clone3() and io_uring, which hide such arguments, do not
/// exist.
/// @return what stands in the way ("" if nothing does).
[[nodiscard]] std::string forbid_system_calls();

/// The calling thread, and each that it starts later, opens no file but what looking up a name
/// needs, changes none, and starts no program. For the threads that face the network.
/// @return what stands in the way ("" if nothing does).
[[nodiscard]] std::string confine_thread();

/// The same, but it may read, write, make and remove files in this folder: for the thread of a
/// database, which makes a journal beside it.
[[nodiscard]] std::string confine_thread_to(const std::string& folder);

/// The folder that this file is really in, links followed: to be asked before the thread is
/// confined to it.
[[nodiscard]] std::string folder_of_file(const std::string& path);

}  // namespace dsgw
