#include "tests/unit/support/failing_vfs.hpp"

#include <new>

namespace dsgw::secrets::test {
namespace {

struct fault
{
    int left = 0;  // 0: all is well
    int code = SQLITE_OK;
} planned;

int synced = 0;

// SQLITE_OK, or what the test wants.
int next_verdict()
{
    if (planned.left == 0) return SQLITE_OK;
    if (planned.left > 1) {
        --planned.left;
        return SQLITE_OK;
    }
    return planned.code;
}

// Ours first; the file of the usual VFS follows in the same memory.
struct wrapped_file
{
    sqlite3_file opened;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods& methods() { return *real()->pMethods; }
};

wrapped_file& of(sqlite3_file* file) { return *reinterpret_cast<wrapped_file*>(file); }

int close(sqlite3_file* file) { return of(file).methods().xClose(of(file).real()); }

int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at)
{
    return of(file).methods().xRead(of(file).real(), into, size, at);
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at)
{
    const int verdict = next_verdict();
    return verdict != SQLITE_OK ? verdict
                                : of(file).methods().xWrite(of(file).real(), from, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size)
{
    const int verdict = next_verdict();
    return verdict != SQLITE_OK ? verdict : of(file).methods().xTruncate(of(file).real(), size);
}

int sync(sqlite3_file* file, int flags)
{
    ++synced;
    const int verdict = next_verdict();
    return verdict != SQLITE_OK ? verdict : of(file).methods().xSync(of(file).real(), flags);
}

int file_size(sqlite3_file* file, sqlite3_int64* size)
{
    return of(file).methods().xFileSize(of(file).real(), size);
}

int lock(sqlite3_file* file, int kind) { return of(file).methods().xLock(of(file).real(), kind); }

int unlock(sqlite3_file* file, int kind)
{
    return of(file).methods().xUnlock(of(file).real(), kind);
}

int check_lock(sqlite3_file* file, int* is_held)
{
    return of(file).methods().xCheckReservedLock(of(file).real(), is_held);
}

int file_control(sqlite3_file* file, int what, void* about)
{
    return of(file).methods().xFileControl(of(file).real(), what, about);
}

int sector_size(sqlite3_file* file) { return of(file).methods().xSectorSize(of(file).real()); }

int characteristics(sqlite3_file* file)
{
    return of(file).methods().xDeviceCharacteristics(of(file).real());
}

int shm_map(sqlite3_file* file, int region, int size, int extend, void volatile** mapped)
{
    return of(file).methods().xShmMap(of(file).real(), region, size, extend, mapped);
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags)
{
    return of(file).methods().xShmLock(of(file).real(), offset, count, flags);
}

void shm_barrier(sqlite3_file* file) { of(file).methods().xShmBarrier(of(file).real()); }

int shm_unmap(sqlite3_file* file, int is_delete)
{
    return of(file).methods().xShmUnmap(of(file).real(), is_delete);
}

const sqlite3_io_methods wrapping = {
    2,
    close,
    read,
    write,
    truncate,
    sync,
    file_size,
    lock,
    unlock,
    check_lock,
    file_control,
    sector_size,
    characteristics,
    shm_map,
    shm_lock,
    shm_barrier,
    shm_unmap,
    nullptr,
    nullptr,
};

sqlite3_vfs& usual(sqlite3_vfs* vfs) { return *static_cast<sqlite3_vfs*>(vfs->pAppData); }

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_used)
{
    auto* made = new (file) wrapped_file{};
    const int code = usual(vfs).xOpen(&usual(vfs), path, made->real(), flags, flags_used);
    made->opened.pMethods = made->real()->pMethods == nullptr ? nullptr : &wrapping;
    return code;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_folder)
{
    return usual(vfs).xDelete(&usual(vfs), path, sync_folder);
}

int access(sqlite3_vfs* vfs, const char* path, int flags, int* result)
{
    return usual(vfs).xAccess(&usual(vfs), path, flags, result);
}

int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out)
{
    return usual(vfs).xFullPathname(&usual(vfs), path, size, out);
}

}  // namespace

failing_vfs::failing_vfs() : vfs_(*sqlite3_vfs_find(nullptr))
{
    vfs_.pNext = nullptr;
    vfs_.pAppData = sqlite3_vfs_find(nullptr);
    vfs_.zName = name;
    vfs_.szOsFile += static_cast<int>(sizeof(wrapped_file));
    vfs_.xOpen = open;
    vfs_.xDelete = remove;
    vfs_.xAccess = access;
    vfs_.xFullPathname = full_path;
    work_again();
    sqlite3_vfs_register(&vfs_, 0);
}

failing_vfs::~failing_vfs() { sqlite3_vfs_unregister(&vfs_); }

void failing_vfs::fail_from(int nth, int code) { planned = {nth, code}; }

void failing_vfs::work_again() { planned = {}; }

int failing_vfs::syncs() const { return synced; }

}  // namespace dsgw::secrets::test
