#include "gateway/command/password_commands.hpp"

#include "base/ascii.hpp"
#include "base/secret_bytes.hpp"
#include "gateway/command/secret_input.hpp"
#include "gateway/command/terminal.hpp"

#include <istream>
#include <ostream>

namespace dsgw {

namespace {

/// @return nothing if there is no terminal, or if the two entries differ (reported on `err`).
std::optional<secret_bytes> ask_twice(std::ostream& err)
{
    auto first = ask_hidden("Password: ");
    if (!first) {
        err << "Error: no password was given; without a terminal use --no-confirm and standard "
               "input\n";
        return {};
    }
    const auto second = ask_hidden("Repeat for confirmation: ");
    if (second && second->view() == first->view()) return first;
    err << "Error: The two entered values do not match.\n";
    return {};
}

}  // namespace

int run_hash_password(
    const hash_password_command& command, std::istream& in, std::ostream& out, std::ostream& err
)
{
    std::optional<secret_bytes> password;
    if (command.password)
        password.emplace(std::string_view(*command.password));
    else if (command.confirm)
        password = ask_twice(err);
    else
        password.emplace(strip(read_all(in).view()));
    if (!password) return 1;
    if (password->size() == 0) err << "Warning: the password is empty\n";
    out << auth::hash_password(password->view(), command.scheme) << '\n';
    return 0;
}

int run_verify_password(
    const verify_password_command& command, std::istream& in, std::ostream& out, std::ostream& err
)
{
    const auto stored = strip(command.stored_hash);
    const auto description = auth::describe_password_hash(stored);
    if (!description) {
        out << "No: cannot read the hash: " << description.error().message() << '\n';
        return 1;
    }
    std::optional<secret_bytes> password;
    if (is_terminal_input())
        password = ask_hidden("Password: ");
    else
        password.emplace(strip(read_all(in).view()));
    if (!password) {
        err << "Error: no password was given\n";
        return 1;
    }
    const auto matches = auth::verify_password(password->view(), stored);
    if (!matches) {
        out << "No: cannot check the hash: " << matches.error().message() << '\n';
        return 1;
    }
    out << (*matches ? "Yes: the password matches" : "No: the password does not match") << " ("
        << description->label << ")\n";
    if (!description->warning.empty()) err << "Warning: " << description->warning << '\n';
    return *matches ? 0 : 1;
}

}  // namespace dsgw
