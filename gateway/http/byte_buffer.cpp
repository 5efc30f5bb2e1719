#include "gateway/http/byte_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dsgw {

namespace {

buffer_pool::storage take_last(std::vector<buffer_pool::storage>& from)
{
    auto taken = std::move(from.back());
    from.pop_back();
    return taken;
}

}  // namespace

buffer_pool::storage buffer_pool::take(std::size_t size)
{
    if (size <= limits::read_buffer_bytes) {
        size = limits::read_buffer_bytes;
        if (!small_.empty()) return take_last(small_);
    } else if (size == limits::relay_window_bytes && !large_.empty()) {
        return take_last(large_);
    }
    storage made;
    made.bytes = std::make_unique_for_overwrite<char[]>(size);
    made.size = size;
    return made;
}

void buffer_pool::give_back(storage used)
{
    if (used.size == limits::read_buffer_bytes && small_.size() < limits::pooled_buffers_max) {
        small_.push_back(std::move(used));
        return;
    }
    if (used.size == limits::relay_window_bytes && large_.size() < limits::pooled_buffers_max) {
        large_.push_back(std::move(used));
    }
}

std::span<char> byte_buffer::prepare()
{
    if (storage_.size == 0) storage_ = pool_->take(limits::read_buffer_bytes);
    if (end_ == storage_.size && begin_ > 0) {
        std::memmove(storage_.bytes.get(), data(), size());
        end_ = size();
        begin_ = 0;
    }
    if (end_ == storage_.size) grow(storage_.size * 2);
    return {storage_.bytes.get() + end_, storage_.size - end_};
}

void byte_buffer::grow(std::size_t capacity)
{
    if (capacity <= storage_.size) return;
    auto larger = pool_->take(capacity);
    if (!empty()) std::memcpy(larger.bytes.get(), data(), size());
    const auto kept = size();
    give_back(std::exchange(storage_, std::move(larger)));
    begin_ = 0;
    end_ = touched_ = kept;
}

void byte_buffer::give_back(buffer_pool::storage used)
{
    if (used.size == 0) return;
    if (then_ == after_use::wipe) explicit_bzero(used.bytes.get(), touched_);
    touched_ = 0;
    pool_->give_back(std::move(used));
}

void byte_buffer::consume(std::size_t size)
{
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
}

void byte_buffer::release_if_empty()
{
    if (empty()) clear();
}

void byte_buffer::clear()
{
    begin_ = end_ = 0;
    give_back(std::exchange(storage_, {}));
}

}  // namespace dsgw
