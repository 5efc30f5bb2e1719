#pragma once

// A file system for SQLite that works normally until a failure is set: the n-th write, truncation
// or sync fails, and every later one.

#include <sqlite3.h>

namespace dsgw::secrets::test {

class failing_vfs
{
public:
    static constexpr const char* name = "dsgw-failing";

    failing_vfs();   ///< registers it
    ~failing_vfs();  ///< to be destroyed after the connections that use it
    failing_vfs(const failing_vfs&) = delete;
    failing_vfs& operator=(const failing_vfs&) = delete;

    /// From the n-th (1: the next) on, `code` is what comes of it.
    void fail_from(int nth, int code);
    void work_again();

    /// How often anything was synced so far.
    [[nodiscard]] int syncs() const;

private:
    sqlite3_vfs vfs_{};
};

}  // namespace dsgw::secrets::test
