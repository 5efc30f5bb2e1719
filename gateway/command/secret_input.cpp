#include "gateway/command/secret_input.hpp"

#include "gateway/command/terminal.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <istream>
#include <ostream>

namespace dsgw {

secret_bytes read_all(std::istream& in)
{
    // The buffer grows by hand: a std::string would leave copies of the secret in freed memory.
    secret_bytes all(std::size_t(4096));
    std::size_t length = 0;
    while (in.read(all.data() + length, static_cast<std::streamsize>(all.size() - length)) ||
           in.gcount() > 0) {
        length += static_cast<std::size_t>(in.gcount());
        if (length < all.size()) continue;
        secret_bytes larger(all.size() * 2);
        all.view().copy(larger.data(), all.size());
        all = std::move(larger);
    }
    all.shrink(length);
    return all;
}

void drop_final_newline(secret_bytes& bytes)
{
    if (bytes.view().ends_with('\n')) bytes.shrink(bytes.size() - 1);
}

std::optional<secret_bytes> read_first_line(const std::string& file, std::ostream& err)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        err << "Error: cannot read " << file << ": " << std::strerror(errno) << '\n';
        return {};
    }
    secret_bytes all = read_all(in);
    all.shrink(std::min(all.view().find_first_of("\r\n"), all.size()));
    if (all.size() > 0) return all;
    err << "Error: the first line of " << file << " is empty\n";
    return {};
}

std::optional<secret_bytes> ask_new(const char* prompt, std::ostream& err)
{
    auto first = ask_hidden(prompt);
    if (!first) {
        err << "Error: there is no terminal to prompt on; use --passphrase-file\n";
        return {};
    }
    const auto second = ask_hidden("Repeat for confirmation: ");
    if (second && second->view() == first->view()) return first;
    err << "Error: The two entered values do not match.\n";
    return {};
}

}  // namespace dsgw
