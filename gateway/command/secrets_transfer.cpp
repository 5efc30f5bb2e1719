#include "gateway/command/secrets_transfer.hpp"

#include "gateway/command/secret_input.hpp"
#include "gateway/command/secrets_text.hpp"
#include "gateway/command/terminal.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/export_file.hpp"
#include "secrets/value_rules.hpp"
#include "store/state_files.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <ostream>

namespace dsgw {

namespace {

using secrets::exported_secret;

int move_failed(std::ostream& err, std::string_view why)
{
    err << "Error: " << why << '\n';
    return 1;
}

void say_imported(std::ostream& out, const secrets::import_report& report)
{
    out << report.added << " added, " << report.updated << " updated with a new version, "
        << report.unchanged << " unchanged\n";
}

std::optional<secret_bytes> existing_passphrase(const secrets_command& command, std::ostream& err)
{
    if (command.passphrase) return read_first_line(*command.passphrase, err);
    auto answer = ask_hidden("Passphrase: ");
    if (!answer) err << "Error: there is no terminal to prompt on; use --passphrase-file\n";
    return answer;
}

/// The names of all variables DATASETTE_SECRETS_NAME that are not empty.
std::vector<std::string> names_in_environment()
{
    const std::string prefix = secrets::variable_of("");
    std::vector<std::string> names;
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view one(*each);
        if (!one.starts_with(prefix)) continue;
        const std::string name(one.substr(prefix.size(), one.find('=') - prefix.size()));
        if (secrets::is_in_environment(name)) names.push_back(name);
    }
    return names;
}

}  // namespace

secrets::author command_line_author() { return {std::nullopt, "command line"}; }

int export_secrets(
    const secrets_command& command, secrets::secret_store& store, std::ostream& out,
    std::ostream& err
)
{
    const auto& file = command.arguments.front();
    const bool to_output = file == "-";
    std::error_code ignored;
    if (!to_output && std::filesystem::exists(file, ignored))
        return move_failed(err, file + " already exists; choose a new name");
    const auto folder = std::filesystem::path(file).parent_path();
    if (!to_output && !folder.empty() && !std::filesystem::is_directory(folder, ignored))
        return move_failed(err, "there is no folder \"" + folder.string() + "\" for the export");
    const auto passphrase = command.passphrase ? read_first_line(*command.passphrase, err)
                                               : ask_new("Passphrase: ", err);
    if (!passphrase) return 1;

    const auto content = store.export_all(command_line_author());
    if (!content) return move_failed(err, content.error().message);
    const auto sealed = secrets::write_export(content->secrets, passphrase->view());
    if (!sealed) return move_failed(err, sealed.error().message);
    if (to_output) {
        out << *sealed << std::flush;
        if (!out) return move_failed(err, "cannot write to standard output");
    } else {
        const auto written = store::write_new_file(file, *sealed);
        if (!written) return move_failed(err, written.error().message);
        if (!*written) return move_failed(err, file + " already exists; choose a new name");
    }
    for (const auto& one : content->unreadable)
        err << "Warning: not exported, since no configured key decrypts it: " << printable(one.name)
            << '\n';
    err << count_text(content->secrets.size(), "secret") << " exported\n";
    return content->unreadable.empty() ? 0 : 1;
}

int import_secrets(
    const secrets_command& command, secrets::secret_store& store, std::istream& in,
    std::ostream& out, std::ostream& err
)
{
    const auto& file = command.arguments.front();
    std::ifstream opened;
    if (file != "-") {
        opened.open(file, std::ios::binary);
        if (!opened) return move_failed(err, "cannot read " + file + ": " + std::strerror(errno));
    }
    const auto bytes = read_all(file == "-" ? in : opened);
    const auto passphrase = existing_passphrase(command, err);
    if (!passphrase) return 1;
    const auto content = secrets::read_export(bytes.view(), passphrase->view());
    if (!content) return move_failed(err, file + ": " + content.error().message);
    const auto report = store.import_all(*content, command_line_author());
    if (!report) return move_failed(err, report.error().message);
    say_imported(out, *report);
    return 0;
}

int import_environment(
    const secrets_command& command, secrets::secret_store& store, std::ostream& out,
    std::ostream& err
)
{
    const auto names = command.arguments.empty() ? names_in_environment() : command.arguments;
    if (names.empty())
        return move_failed(err, "no environment variable DATASETTE_SECRETS_NAME is set");
    const auto stored = store.list();
    if (!stored) return move_failed(err, stored.error().message);

    std::vector<exported_secret> found;
    for (const auto& name : names) {
        if (!secrets::is_allowed_name(name)) {
            return move_failed(
                err, printable(name) + ": " +
                         secrets::make_failure(secrets::errc::name_not_allowed).message
            );
        }
        if (!secrets::is_in_environment(name))
            return move_failed(err, secrets::variable_of(name) + " is not set");
        exported_secret one{name, {}, secret_bytes(secrets::value_in_environment(name))};
        for (const auto& info : *stored)
            if (info.name == name) one.note = info.note;
        found.push_back(std::move(one));
    }
    const auto report = store.import_all(found, command_line_author());
    if (!report) return move_failed(err, report.error().message);
    say_imported(out, *report);
    err << "While the gateway has these variables, they take precedence over the stored values:\n";
    for (const auto& name : names)
        err << "  " << secrets::variable_of(name) << '\n';
    return 0;
}

}  // namespace dsgw
