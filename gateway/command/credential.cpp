#include "gateway/command/credential.hpp"

#include "gateway/config/settings.hpp"
#include "gateway/http/limits.hpp"

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

std::optional<weak_secret> find_weakness(const std::optional<std::string>& secret)
{
    if (!secret || secret->size() >= limits::secret_bytes_advised) return std::nullopt;
    const bool is_error = secret->size() < limits::secret_bytes_min;
    return weak_secret{
        "has " + std::to_string(secret->size()) + " characters, and " +
            (is_error ? "at least 8 are required" : "at least 32 are advised") +
            "; make one with: openssl rand -hex 32",
        is_error};
}

}  // namespace dsgw
