#pragma once

// A folder of its own for one test case, gone with it.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace dsgw::test {

class temp_folder
{
public:
    temp_folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "dsgw-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~temp_folder()
    {
        std::error_code ec;
        std::filesystem::remove_all(path_, ec);
    }
    temp_folder(const temp_folder&) = delete;
    temp_folder& operator=(const temp_folder&) = delete;

    std::string path(const std::string& name) const { return (path_ / name).string(); }
    std::string path() const { return path_.string(); }

    /// Writes the file and returns its path.
    std::string write(const std::string& name, const std::string& text) const
    {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path(name);
    }

private:
    std::filesystem::path path_;
};

/// An environment variable that is set, or unset with null, for one test case.
class scoped_variable
{
public:
    scoped_variable(const char* name, const char* value) : name_(name)
    {
        if (const char* before = std::getenv(name)) {
            before_ = before;
            was_set_ = true;
        }
        if (value)
            ::setenv(name, value, 1);
        else
            ::unsetenv(name);
    }
    ~scoped_variable()
    {
        if (was_set_)
            ::setenv(name_, before_.c_str(), 1);
        else
            ::unsetenv(name_);
    }
    scoped_variable(const scoped_variable&) = delete;
    scoped_variable& operator=(const scoped_variable&) = delete;

private:
    const char* name_;
    std::string before_;
    bool was_set_ = false;
};

/// Readable by the verifiers; no password is known that matches it.
inline const std::string some_hash =
    "pbkdf2_sha256$480000$5bc6f67fbb0a1e0dd8b6dd0f4d9a9e0f$" + std::string(43, 'A') + "=";

}  // namespace dsgw::test
