#pragma once

// A file of short records: one line each, with a checksum, appended and synced. Processes may share
// it. Knows how records are kept, not what they say. Blocking.

#include <boost/system/result.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dsgw::auth {

/// Not thread-safe. Movable.
class record_file
{
    struct let_go
    {
        void operator()(record_file* file) const { file->unlock(); }
    };

public:
    struct record
    {
        std::size_t line;  ///< from 1
        std::string text;
    };

    struct content
    {
        std::vector<record> records;
        std::vector<std::string> warnings;
        bool is_damaged = false;  ///< a whole line was left out
    };

    /// While it lives no other process reads or writes.
    using held = std::unique_ptr<record_file, let_go>;

    record_file() = default;  ///< not open
    ~record_file();
    record_file(record_file&& other) noexcept;
    record_file& operator=(record_file&& other) noexcept;
    record_file(const record_file&) = delete;
    record_file& operator=(const record_file&) = delete;

    /// Makes the file, mode 0600, where there is none.
    [[nodiscard]] static boost::system::result<record_file> open(const std::string& path);

    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

    /// For the three below. Opens the file again if another process has replaced it.
    /// @return the system's error; timed_out if another process has held it for seconds.
    [[nodiscard]] boost::system::result<held> hold();

    /// There is something that read() has not seen.
    [[nodiscard]] bool has_news() const;

    /// The records since the last time. Damaged lines are left out with a warning; a line without
    /// its end, which a crash leaves behind, is cut off the file.
    [[nodiscard]] boost::system::result<content> read();

    /// In the file, as far as it was read.
    [[nodiscard]] std::size_t lines() const { return lines_; }

    /// On disk when it returns without an error. After an error none of them is in the file.
    /// @param records  without line ends.
    [[nodiscard]] boost::system::error_code append(const std::vector<std::string>& records);

    /// A new file with these takes the place of this one, in one step.
    [[nodiscard]] boost::system::error_code replace(const std::vector<std::string>& records);

    /// The warning for a line that says nothing.
    [[nodiscard]] std::string describe_damage(std::size_t line) const;

private:
    record_file(std::string path, int descriptor);
    [[nodiscard]] bool is_current() const;
    void unlock();
    void close();

    std::string path_;
    int descriptor_ = -1;
    std::size_t read_to_ = 0;  // bytes
    std::size_t lines_ = 0;
};

/// "TEXT CHECKSUM", with its line end; the checksum has 16 hex digits.
[[nodiscard]] std::string seal_record(std::string_view text);

/// @param line  without its line end.   @return its text, a view; nothing if it is damaged.
[[nodiscard]] std::optional<std::string_view> open_record(std::string_view line);

/// The fields of a record, separated by single spaces. Views into `text`.
[[nodiscard]] std::vector<std::string_view> split_record(std::string_view text);

}  // namespace dsgw::auth
