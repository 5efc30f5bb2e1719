#include "gateway/command/credential.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace dsgw {

std::optional<std::string> read_credential(const std::string& name)
{
    const char* folder = std::getenv("CREDENTIALS_DIRECTORY");
    if (folder == nullptr || *folder == '\0') return std::nullopt;
    const auto path = folder + ("/" + name);
    const auto fail = [&](const std::string& why) {
        throw std::runtime_error("the credential " + name + ": " + path + ": " + why);
    };
    std::ifstream file(path);
    if (!file) {
        if (errno == ENOENT) return std::nullopt;
        fail(std::strerror(errno));
    }
    std::string line;
    std::getline(file, line);
    if (file.bad()) fail(std::strerror(errno));
    if (line.empty()) fail("is empty");
    if (file.peek() != std::ifstream::traits_type::eof()) fail("has more than one line");
    return line;
}

}  // namespace dsgw
