#include "auth/record_file.hpp"

#include "auth/limits.hpp"
#include "base/bytes.hpp"
#include "base/random.hpp"

#include <fcntl.h>
#include <sodium/crypto_generichash.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

namespace dsgw::auth {
namespace {

using boost::system::error_code;

constexpr std::size_t checksum_bytes = 8;

error_code last_error() { return {errno, boost::system::system_category()}; }

std::string checksum_of(std::string_view text)
{
    std::array<unsigned char, crypto_generichash_BYTES_MIN> sum{};
    crypto_generichash(sum.data(), sum.size(), as_unsigned(text), text.size(), nullptr, 0);
    return to_hex(std::span(sum).first(checksum_bytes));
}

error_code write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return last_error();
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

/// Appends to `text` all behind the first `from` bytes.
error_code read_from(int descriptor, std::size_t from, std::string& text)
{
    std::array<char, 65536> buffer{};
    auto at = static_cast<off_t>(from);
    for (;;) {
        const auto got = ::pread(descriptor, buffer.data(), buffer.size(), at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return last_error();
        if (got == 0) return {};
        text.append(buffer.data(), static_cast<std::size_t>(got));
        at += got;
    }
}

std::string seal_all(const std::vector<std::string>& records)
{
    std::string text;
    for (const auto& record : records)
        text += seal_record(record);
    return text;
}

/// So that a file that was renamed into its folder is there after a power loss.
error_code sync_folder_of(const std::string& path)
{
    const auto slash = path.rfind('/');
    const auto folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return last_error();
    const auto failed = ::fsync(descriptor) == 0 ? error_code{} : last_error();
    ::close(descriptor);
    return failed;
}

}  // namespace

std::string seal_record(std::string_view text)
{
    std::string line(text);
    line += ' ';
    line += checksum_of(text);
    line += '\n';
    return line;
}

std::optional<std::string_view> open_record(std::string_view line)
{
    const auto behind_text = line.rfind(' ');
    if (behind_text == line.npos) return std::nullopt;
    const auto text = line.substr(0, behind_text);
    if (checksum_of(text) != line.substr(behind_text + 1)) return std::nullopt;
    return text;
}

std::vector<std::string_view> split_record(std::string_view text)
{
    std::vector<std::string_view> fields;
    for (;;) {
        const auto space = text.find(' ');
        fields.push_back(text.substr(0, space));
        if (space == text.npos) return fields;
        text.remove_prefix(space + 1);
    }
}

record_file::record_file(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor)
{}

record_file::record_file(record_file&& other) noexcept { *this = std::move(other); }

record_file& record_file::operator=(record_file&& other) noexcept
{
    if (this != &other) {
        close();
        path_ = std::move(other.path_);
        descriptor_ = std::exchange(other.descriptor_, -1);
        read_to_ = std::exchange(other.read_to_, 0);
        lines_ = std::exchange(other.lines_, 0);
    }
    return *this;
}

record_file::~record_file() { close(); }

void record_file::close()
{
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

boost::system::result<record_file> record_file::open(const std::string& path)
{
    start_sodium();
    const int descriptor =
        ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return last_error();
    record_file file(path, descriptor);
    if (const auto failed = sync_folder_of(path)) return failed;
    return file;
}

/// No other file has replaced this one.
bool record_file::is_current() const
{
    struct stat ours
    {};
    struct stat current
    {};
    return ::fstat(descriptor_, &ours) == 0 && ::stat(path_.c_str(), &current) == 0 &&
           ours.st_ino == current.st_ino && ours.st_dev == current.st_dev;
}

boost::system::result<record_file::held> record_file::hold()
{
    const auto until = std::chrono::steady_clock::now() + limits::record_file_wait;
    for (;;) {
        if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) {
            if (is_current()) return held(this);
            auto replacement = open(path_);
            if (!replacement) return replacement.error();
            *this = std::move(*replacement);
        } else if (errno != EWOULDBLOCK) {
            return last_error();
        } else if (std::chrono::steady_clock::now() > until) {
            return make_error_code(boost::system::errc::timed_out);
        } else {
            std::this_thread::sleep_for(limits::record_file_retry);
        }
    }
}

void record_file::unlock() { ::flock(descriptor_, LOCK_UN); }

bool record_file::has_news() const
{
    struct stat ours
    {};
    if (!is_current() || ::fstat(descriptor_, &ours) != 0) return true;
    return static_cast<std::size_t>(ours.st_size) != read_to_;
}

std::string record_file::describe_damage(std::size_t line) const
{
    return path_ + ":" + std::to_string(line) + ": ignored a damaged line";
}

boost::system::result<record_file::content> record_file::read()
{
    struct stat ours
    {};
    if (::fstat(descriptor_, &ours) != 0) return last_error();
    if (static_cast<std::size_t>(ours.st_size) < read_to_) read_to_ = lines_ = 0;
    std::string text;
    if (const auto failed = read_from(descriptor_, read_to_, text)) return failed;
    content found;
    const auto last_end = text.rfind('\n');
    const auto whole = last_end == std::string::npos ? 0 : last_end + 1;
    if (whole < text.size()) {
        found.warnings.push_back(path_ + ": ignored the last line, which is incomplete");
        if (::ftruncate(descriptor_, static_cast<off_t>(read_to_ + whole)) != 0)
            return last_error();
        text.resize(whole);
    }
    read_to_ += whole;
    std::string_view rest(text);
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        ++lines_;
        if (const auto opened = open_record(line)) {
            found.records.push_back({lines_, std::string(*opened)});
        } else {
            found.warnings.push_back(describe_damage(lines_));
            found.is_damaged = true;
        }
    }
    return found;
}

error_code record_file::append(const std::vector<std::string>& records)
{
    const auto size = ::lseek(descriptor_, 0, SEEK_END);
    if (size < 0) return last_error();
    const auto text = seal_all(records);
    auto failed = write_all(descriptor_, text);
    if (!failed && ::fdatasync(descriptor_) != 0) failed = last_error();
    // Half a line would spoil the next one.
    if (failed && ::ftruncate(descriptor_, size) != 0) return last_error();
    if (!failed && static_cast<std::size_t>(size) == read_to_) {
        read_to_ += text.size();
        lines_ += records.size();
    }
    return failed;
}

error_code record_file::replace(const std::vector<std::string>& records)
{
    const auto new_path = path_ + ".new";
    ::unlink(new_path.c_str());
    const int descriptor =
        ::open(new_path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
    if (descriptor < 0) return last_error();
    record_file made(path_, descriptor);
    const auto text = seal_all(records);
    // The file stays its owner's, also when root runs a second gateway by hand.
    struct stat old
    {};
    auto failed = ::fstat(descriptor_, &old) == 0 ? error_code{} : last_error();
    const bool is_ours = old.st_uid == ::geteuid();
    if (!failed && !is_ours && ::fchown(descriptor, old.st_uid, old.st_gid) != 0)
        failed = last_error();
    if (!failed) failed = write_all(descriptor, text);
    if (!failed && ::fsync(descriptor) != 0) failed = last_error();
    if (!failed && ::flock(descriptor, LOCK_EX | LOCK_NB) != 0) failed = last_error();
    if (!failed && std::rename(new_path.c_str(), path_.c_str()) != 0) failed = last_error();
    if (failed) {
        ::unlink(new_path.c_str());
        return failed;
    }
    made.read_to_ = text.size();
    made.lines_ = records.size();
    *this = std::move(made);
    return sync_folder_of(path_);
}

}  // namespace dsgw::auth
