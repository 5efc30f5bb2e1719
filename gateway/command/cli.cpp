#include "gateway/command/cli.hpp"

#include "gateway/command/cli_commands.hpp"
#include "gateway/command/completion.hpp"
#include "gateway/command/credential.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>
#include <cstdlib>

namespace dsgw {

namespace {

print_and_exit wrong_usage(const cli_command& command, const std::string& error)
{
    return {
        "Try 'datasette-gateway " + std::string(command.text) +
            " --help' for help.\n\nError: " + error + '\n',
        2};
}

// Options of Datasette are passed on verbatim and in order, so their arity must be known. No
// library for command lines does that.
class argument_reader
{
public:
    argument_reader(const cli_command& command, std::span<const std::string> arguments)
        : command_(command), arguments_(arguments)
    {}

    command_line read()
    {
        while (next_ < arguments_.size() && error_.empty()) {
            const auto& argument = arguments_[next_++];
            if (only_files_ || argument.size() < 2 || argument[0] != '-')
                files_.push_back(argument);
            else if (argument == "--")
                only_files_ = true;
            else
                read_option(argument);
        }
        if (values_.help) return print_and_exit{help_text(&command_), 0};
        if (values_.version)
            return print_and_exit{"datasette-gateway, version " DSGW_VERSION "\n", 0};
        if (error_.empty()) error_ = check_arguments();
        if (!error_.empty()) return usage_error();
        return finish();
    }

private:
    void read_option(const std::string& argument)
    {
        const auto written = split_option(argument);
        if (const auto* option = find_option(command_.name, written.name)) {
            if (option->set == nullptr) return pass_on(*option, argument, written);
            return read_own(*option, written);
        }
        if (command_.starts_datasette())
            for (const auto& each : refused_options())
                if (each.long_name == written.name || each.short_name == written.name) {
                    error_ = written.name + " is not supported by the gateway: ";
                    error_ += each.reason;
                    return;
                }
        refuse_unknown(written.name);
    }

    void read_own(const cli_option& own, const written_option& written)
    {
        std::vector<std::string> given;
        if (written.value) given.push_back(*written.value);
        if (given.size() > own.values()) {
            error_ = written.name + " takes no value";
            return;
        }
        while (given.size() < own.values() && next_ < arguments_.size())
            given.push_back(arguments_[next_++]);
        if (given.size() < own.values()) {
            error_ = written.name + " needs " + std::string(own.value_name);
            if (written.name == "-h")
                error_ += " (-h is the host, as in Datasette; help is --help)";
            return;
        }
        const auto wrong = own.set(values_, given);
        if (!wrong.empty()) error_ = written.name + ' ' + wrong;
    }

    void pass_on(
        const cli_option& theirs, const std::string& argument, const written_option& written
    )
    {
        auto& out = values_.serve.child_arguments;
        out.push_back(argument);
        auto value = written.value;
        if (theirs.values() == 0) {
            if (value) error_ = written.name + " takes no value";
        } else if (!value && next_ == arguments_.size()) {
            error_ = written.name + " needs a value (it is passed to Datasette)";
        } else if (!value) {
            value = arguments_[next_++];
            out.push_back(*value);
        }
        if (theirs.short_name == 'i' && value) values_.serve.immutable_files.push_back(*value);
        if (theirs.long_name == "--default-deny") values_.serve.inputs.denies_by_default = true;
    }

    void refuse_unknown(const std::string& name)
    {
        std::vector<std::string_view> known;
        for (const auto& option : options_of(command_.name))
            known.push_back(option.long_name);
        error_ = name + (command_.starts_datasette()
                             ? " is not an option of datasette-gateway or datasette"
                             : " is not an option of this command");
        error_ += did_you_mean_word(name, known);
    }

    /// @return the error, or "".
    std::string check_arguments() const
    {
        const auto& rule = command_.arguments;
        const std::string text(command_.text);
        if (files_.size() < rule.least) {
            if (rule.too_few.empty())
                return text + " needs more arguments: " + std::string(command_.usage);
            return text + ' ' + std::string(rule.too_few);
        }
        if (files_.size() > rule.most)
            return text + ' ' +
                   std::string(rule.too_many.empty() ? "takes no further argument" : rule.too_many);
        return {};
    }

    command_line finish()
    {
        switch (command_.name) {
            case command_name::serve:
            case command_name::check:
                return finish_serve();
            case command_name::hash_password:
                return values_.hash;
            case command_name::verify_password:
                return verify_password_command{files_.front()};
            case command_name::package:
            case command_name::publish_cloudrun:
                return finish_publish();
            case command_name::completion:
                return finish_completion();
            default:
                return finish_secrets();
        }
    }

    command_line finish_secrets()
    {
        auto& secrets = values_.secrets;
        secrets.action = command_.action;
        secrets.arguments = std::move(files_);
        secrets.inputs = std::move(values_.serve.inputs);
        secrets.internal = std::move(values_.serve.internal);
        take_variable(secrets.internal, "DATASETTE_INTERNAL");
        if (command_.name == command_name::secrets_rotate_key && secrets.to.empty()) {
            error_ = "rotate-key needs --to NAME: the configured key to encrypt with";
            return usage_error();
        }
        return std::move(secrets);
    }

    command_line finish_publish()
    {
        auto& publish = values_.publish;
        publish.files = std::move(files_);
        take_variable(publish.secret, "DATASETTE_PUBLISH_SECRET");
        if (command_.name == command_name::package) return publish_command{std::move(publish)};
        publish.target = publish_target::cloud_run;
        if (publish.cloud_run.service.empty()) {
            error_ =
                "publish cloudrun needs --service=NAME (to list yours: gcloud run services list)";
            return usage_error();
        }
        return publish_command{std::move(publish)};
    }

    command_line finish_completion()
    {
        if (const auto* script = find_completion_script(files_.front()))
            return print_and_exit{std::string(script->text), 0};
        error_ = "completion " + std::string(command_.arguments.too_few);
        return usage_error();
    }

    command_line finish_serve()
    {
        auto& serve = values_.serve;
        serve.inputs.files = std::move(files_);
        take_variable(serve.secret, "DATASETTE_SECRET");
        try {
            if (!serve.secret) serve.secret = read_credential("datasette-secret");
        } catch (const std::exception& e) {
            return print_and_exit{"Error: " + std::string(e.what()) + '\n', 1};
        }
        take_variable(serve.internal, "DATASETTE_INTERNAL");
        take_variable(serve.ssl_keyfile, "DATASETTE_SSL_KEYFILE");
        take_variable(serve.ssl_certfile, "DATASETTE_SSL_CERTFILE");
        if (serve.ssl_keyfile.has_value() != serve.ssl_certfile.has_value()) {
            error_ = "--ssl-keyfile and --ssl-certfile must be given together";
            return usage_error();
        }
        if (serve.get && command_.name == command_name::check) {
            error_ = "--get can be used with serve only, not with check";
            return usage_error();
        }
        if (serve.upstream && !serve.secret) {
            // Not wrong usage: the variable may just be missing, so the exit code is 1.
            return print_and_exit{
                "Error: --upstream needs the secret of the running Datasette: set DATASETTE_SECRET "
                "(or --secret, or the credential datasette-secret) to the value that Datasette was "
                "started with\n",
                1};
        }
        if (command_.name == command_name::check) {
            values_.check.options = std::move(serve);
            return std::move(values_.check);
        }
        return serve_command{std::move(serve)};
    }

    /// Reads one of Datasette's own variables. An empty one counts as unset.
    static void take_variable(std::optional<std::string>& into, const char* variable)
    {
        const char* value = std::getenv(variable);
        if (!into && value && *value != '\0') into = value;
    }

    command_line usage_error() const { return wrong_usage(command_, error_); }

    const cli_command& command_;
    std::span<const std::string> arguments_;
    std::size_t next_ = 0;
    bool only_files_ = false;
    cli_values values_;
    std::vector<std::string> files_;
    std::string error_;
};

/// The command line names a group, without one of its commands.
command_line refuse_group(const cli_command& group, std::span<const std::string> arguments)
{
    if (arguments.empty()) return print_and_exit{help_text(&group), 2};
    if (arguments[0] == "--help") return print_and_exit{help_text(&group), 0};
    std::vector<std::string_view> words;
    for (const auto* each : commands_of(group.text))
        words.push_back(each->word());
    auto error = std::string(group.text) + " has no command \"" + arguments[0] + '"';
    error += words.size() == 1 ? "; the only one is " + std::string(words[0])
                               : did_you_mean_word(arguments[0], words);
    return wrong_usage(group, error);
}

}  // namespace

command_line parse_command_line(int argc, const char* const* argv)
{
    const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (!words.empty() && words[0] == "--help") return print_and_exit{help_text(nullptr), 0};
    if (!words.empty() && words[0] == complete_command)
        return print_and_exit{complete_words(std::span(words).subspan(1)), 0};
    const auto [command, count] = find_command(words);
    const auto arguments = std::span(words).subspan(count);
    if (!commands_of(command.text).empty()) return refuse_group(command, arguments);
    return argument_reader(command, arguments).read();
}

}  // namespace dsgw
