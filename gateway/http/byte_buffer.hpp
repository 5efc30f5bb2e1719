#pragma once

// Read buffers that an idle connection gives back. Storage comes from a pool of the I/O thread, and
// returns to it when nothing is left to read.

#include "gateway/http/limits.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace dsgw {

/// Reusable storage in two sizes. Belongs to one thread.
class buffer_pool
{
public:
    struct storage
    {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    /// Has at least `size` bytes, uninitialised.
    [[nodiscard]] storage take(std::size_t size);
    void give_back(storage used);

private:
    std::vector<storage> small_;  // limits::read_buffer_bytes
    std::vector<storage> large_;  // limits::relay_window_bytes
};

/// Whether to wipe the bytes when their storage is given back.
enum class after_use
{
    leave,
    wipe,  ///< for bytes that may contain passwords
};

/// Bytes that were read but not yet used. Views are valid until prepare(), grow() or clear().
class byte_buffer
{
public:
    explicit byte_buffer(buffer_pool& pool, after_use then = after_use::leave)
        : pool_(&pool), then_(then)
    {}
    ~byte_buffer() { clear(); }
    byte_buffer(byte_buffer&&) = delete;
    byte_buffer(const byte_buffer&) = delete;

    [[nodiscard]] std::string_view view() const { return {storage_.bytes.get() + begin_, size()}; }
    [[nodiscard]] char* data() { return storage_.bytes.get() + begin_; }
    [[nodiscard]] std::size_t size() const { return end_ - begin_; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }
    [[nodiscard]] std::size_t capacity() const { return storage_.size; }

    /// Free space after the bytes, never empty. Moves the bytes to the front or doubles the storage
    /// if necessary.
    [[nodiscard]] std::span<char> prepare();

    /// The next prepare() offers at least this much storage in total.
    void grow(std::size_t capacity);

    void commit(std::size_t size)
    {
        end_ += size;
        if (end_ > touched_) touched_ = end_;
    }
    void consume(std::size_t size);

    /// Gives the storage back if nothing is left to read.
    void release_if_empty();

    void clear();

private:
    void give_back(buffer_pool::storage used);

    buffer_pool* pool_;
    after_use then_;
    buffer_pool::storage storage_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t touched_ = 0;  // the bytes after it were never written
};

}  // namespace dsgw
