#pragma once

// A bounded table of delays and refusals. It never drops a row that is in force: when it is full of
// those, it takes no new one, and its owner refuses instead. Not thread-safe.

#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <list>
#include <unordered_map>

namespace dsgw::auth {

/// A keyed hash of names: it may lie in a table for long.
using name_digest = std::array<unsigned char, 16>;

struct name_digest_hash
{
    std::size_t operator()(const name_digest& digest) const
    {
        std::size_t hash = 0;
        std::memcpy(&hash, digest.data(), sizeof(hash));
        return hash;
    }
};

/// @tparam Row  has `bool is_in_force(time_point now) const`.
template <class Row>
class denial_table
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    explicit denial_table(std::size_t rows_max) : rows_max_(rows_max) {}

    [[nodiscard]] Row* find(const name_digest& whose)
    {
        const auto found = rows_.find(whose);
        return found == rows_.end() ? nullptr : &found->second.row;
    }

    /// The row there is or an empty one, from now on the youngest; null if there is no room.
    [[nodiscard]] Row* find_or_add(const name_digest& whose, time_point now)
    {
        const auto found = rows_.find(whose);
        if (found != rows_.end()) {
            ages_.splice(ages_.end(), ages_, found->second.age);
            return &found->second.row;
        }
        if (rows_.size() >= rows_max_ && !drop_oldest(now)) return nullptr;
        auto& made = rows_[whose];
        made.age = ages_.insert(ages_.end(), whose);
        return &made.row;
    }

    void forget(const name_digest& whose)
    {
        const auto found = rows_.find(whose);
        if (found == rows_.end()) return;
        ages_.erase(found->second.age);
        rows_.erase(found);
    }

    [[nodiscard]] std::size_t size() const { return rows_.size(); }

private:
    struct aged_row
    {
        Row row{};
        std::list<name_digest>::iterator age{};
    };

    /// @return false if it is in force.
    bool drop_oldest(time_point now)
    {
        const auto oldest = rows_.find(ages_.front());
        if (oldest->second.row.is_in_force(now)) return false;
        ages_.pop_front();
        rows_.erase(oldest);
        return true;
    }

    std::size_t rows_max_;
    std::unordered_map<name_digest, aged_row, name_digest_hash> rows_;
    std::list<name_digest> ages_;  // the oldest first
};

/// A bounded table of networks that are let in sooner. When it is full, the oldest row goes: that
/// network is slower again, and nothing worse. Not thread-safe.
class grant_table
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    explicit grant_table(std::size_t rows_max) : rows_max_(rows_max) {}

    void add(const name_digest& whose, time_point now)
    {
        forget(whose);
        if (rows_.size() >= rows_max_) forget(name_digest(ages_.front()));
        rows_[whose] = {now, ages_.insert(ages_.end(), whose)};
    }

    /// @return when it was added last.
    [[nodiscard]] const time_point* find(const name_digest& whose) const
    {
        const auto found = rows_.find(whose);
        return found == rows_.end() ? nullptr : &found->second.at;
    }

    void forget(const name_digest& whose)
    {
        const auto found = rows_.find(whose);
        if (found == rows_.end()) return;
        ages_.erase(found->second.age);
        rows_.erase(found);
    }

    [[nodiscard]] std::size_t size() const { return rows_.size(); }

private:
    struct aged_row
    {
        time_point at{};
        std::list<name_digest>::iterator age{};
    };

    std::size_t rows_max_;
    std::unordered_map<name_digest, aged_row, name_digest_hash> rows_;
    std::list<name_digest> ages_;
};

}  // namespace dsgw::auth
