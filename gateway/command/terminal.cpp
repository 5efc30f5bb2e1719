#include "gateway/command/terminal.hpp"

#include "base/ascii.hpp"
#include "gateway/http/limits.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace dsgw {

namespace {

constexpr char interrupt = '\x03';

class open_file
{
public:
    explicit open_file(const char* path) : fd_(::open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)) {}
    ~open_file()
    {
        if (fd_ >= 0) ::close(fd_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;
    int fd() const { return fd_; }

private:
    int fd_;
};

/// Turns echo off during its lifetime, and key signals too, so that Ctrl-C cannot leave the shell
/// without echo.
class hidden_input
{
public:
    explicit hidden_input(int fd) : fd_(fd)
    {
        is_set_ = ::tcgetattr(fd_, &before_) == 0;
        if (!is_set_) return;
        termios hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
        hidden.c_lflag |= ECHONL | ICANON;
        // With ISIG off, Ctrl-C is a character. As an end of line it arrives without Enter.
        hidden.c_cc[VEOL] = interrupt;
        is_set_ = ::tcsetattr(fd_, TCSAFLUSH, &hidden) == 0;
    }
    ~hidden_input()
    {
        if (is_set_) ::tcsetattr(fd_, TCSAFLUSH, &before_);
    }
    hidden_input(const hidden_input&) = delete;
    hidden_input& operator=(const hidden_input&) = delete;
    bool is_set() const { return is_set_; }

private:
    int fd_;
    bool is_set_ = false;
    termios before_{};
};

}  // namespace

bool is_terminal_input() { return ::isatty(STDIN_FILENO) == 1; }

std::optional<secret_bytes> ask_hidden(const char* prompt)
{
    const open_file terminal("/dev/tty");
    if (terminal.fd() < 0) return {};
    const hidden_input hidden(terminal.fd());
    if (!hidden.is_set()) return {};
    if (::write(terminal.fd(), prompt, std::strlen(prompt)) < 0) return {};

    secret_bytes line(limits::terminal_line_bytes_max);
    std::size_t length = 0;
    while (length < line.size()) {
        char& c = line.data()[length];
        const auto got = ::read(terminal.fd(), &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0 || c == interrupt) return {};  // Ctrl-C cancels
        if (c == '\n') break;
        ++length;
    }
    line.shrink(length);
    return line;
}

bool confirm_on_terminal(const std::string& question)
{
    const open_file terminal("/dev/tty");
    if (terminal.fd() < 0) return false;
    if (::write(terminal.fd(), question.data(), question.size()) < 0) return false;
    std::string line;
    for (char c = 0; line.size() < limits::terminal_line_bytes_max;) {
        const auto got = ::read(terminal.fd(), &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;  // the end of input does not confirm
        if (c == '\n') break;
        line += c;
    }
    return equals_ignoring_case(line, "yes") || equals_ignoring_case(line, "y");
}

}  // namespace dsgw
