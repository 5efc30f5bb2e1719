#include "gateway/command/cli.hpp"

#include "gateway/command/cli_options.hpp"
#include "gateway/command/cli_publish.hpp"
#include "gateway/command/cli_secrets.hpp"
#include "gateway/command/credential.hpp"
#include "gateway/command/datasette_options.hpp"
#include "gateway/config/suggest.hpp"

#include <algorithm>
#include <cstdlib>

namespace dsgw {

namespace {

// CLI11 formats the help but does not read the arguments. Options of Datasette must be passed on
// verbatim and in order, so their arity must be known; and CLI11 reads "[::1]" as a list.
class argument_reader
{
public:
    argument_reader(command_name command, std::vector<std::string> arguments)
        : command_(command), arguments_(std::move(arguments))
    {}

    command_line read()
    {
        while (next_ < arguments_.size() && error_.empty()) {
            const std::string argument = arguments_[next_++];
            if (only_files_ || argument.size() < 2 || argument[0] != '-')
                files_.push_back(argument);
            else if (argument == "--")
                only_files_ = true;
            else
                read_option(argument);
        }
        if (values_.help) return print_and_exit{help_text(command_), 0};
        if (values_.version)
            return print_and_exit{"datasette-gateway, version " DSGW_VERSION "\n", 0};
        if (!error_.empty()) return usage_error();
        return finish();
    }

private:
    struct spelled
    {
        std::string name;                  ///< "--host" or "-h"
        std::optional<std::string> value;  ///< after "=", or joined to a short name
    };

    static spelled take_apart(const std::string& argument)
    {
        if (argument.starts_with("--")) {
            const auto equals = argument.find('=');
            if (equals == argument.npos) return {argument, {}};
            return {argument.substr(0, equals), argument.substr(equals + 1)};
        }
        if (argument.size() == 2) return {argument, {}};
        return {argument.substr(0, 2), argument.substr(argument[2] == '=' ? 3 : 2)};
    }

    template <class Option>
    static bool is_named(const Option& option, const std::string& name)
    {
        return name == option.long_name ||
               (option.short_name != 0 && name == std::string("-") + option.short_name);
    }

    void read_option(const std::string& argument)
    {
        const auto option = take_apart(argument);
        for (const auto& own : own_options(command_))
            if (is_named(own, option.name)) return read_own(own, option);
        if (takes_files())
            for (const auto& theirs : datasette_options())
                if (is_named(theirs, option.name)) return read_theirs(theirs, argument, option);
        refuse_unknown(option.name);
    }

    void read_own(const cli_option& own, const spelled& option)
    {
        std::vector<std::string> given;
        if (option.value) given.push_back(*option.value);
        if (given.size() > own.values) {
            error_ = option.name + " takes no value";
            return;
        }
        while (given.size() < own.values && next_ < arguments_.size())
            given.push_back(arguments_[next_++]);
        if (given.size() < own.values) {
            error_ = option.name + " needs " + std::string(own.value_name);
            if (option.name == "-h") error_ += " (-h is the host, as in Datasette; help is --help)";
            return;
        }
        const auto wrong = own.set(values_, given);
        if (!wrong.empty()) error_ = option.name + ' ' + wrong;
    }

    void read_theirs(
        const datasette_option& theirs, const std::string& argument, const spelled& option
    )
    {
        if (!theirs.refused.empty()) {
            error_ =
                option.name + " is not supported by the gateway: " + std::string(theirs.refused);
            return;
        }
        auto& out = values_.serve.child_arguments;
        out.push_back(argument);
        if (option.name == "--default-deny") values_.serve.inputs.denies_by_default = true;
        if (!theirs.takes_value) {
            if (option.value) error_ = option.name + " takes no value";
            return;
        }
        auto value = option.value;
        if (!value) {
            if (next_ == arguments_.size()) {
                error_ = option.name + " needs a value (it is passed to Datasette)";
                return;
            }
            value = arguments_[next_++];
            out.push_back(*value);
        }
        if (theirs.short_name == 'i') values_.serve.immutable_files.push_back(*value);
    }

    void refuse_unknown(const std::string& name)
    {
        std::vector<std::string_view> known;
        for (const auto& own : own_options(command_))
            known.push_back(own.long_name);
        if (takes_files())
            for (const auto& theirs : datasette_options())
                if (theirs.refused.empty()) known.push_back(theirs.long_name);
        error_ = name + (takes_files() ? " is not an option of datasette-gateway or datasette"
                                       : " is not an option of this command");
        error_ += did_you_mean_word(name, known);
    }

    command_line finish()
    {
        switch (command_) {
            case command_name::serve:
            case command_name::check:
                return finish_serve();
            case command_name::hash_password:
                if (!files_.empty())
                    error_ = "hash-password takes no argument: it prompts for the password";
                if (!error_.empty()) return usage_error();
                return values_.hash;
            case command_name::verify_password:
                if (files_.size() != 1) {
                    error_ =
                        "verify-password needs one HASH; put it in single quotes, since it "
                        "contains $";
                    return usage_error();
                }
                return verify_password_command{files_.front()};
            case command_name::package:
            case command_name::publish_cloudrun:
                return finish_publish();
            default:
                return finish_secrets();
        }
    }

    command_line finish_secrets()
    {
        const auto* verb = find_secrets_verb(command_);
        if (verb == nullptr) return print_and_exit{help_text(command_), 2};
        auto& secrets = values_.secrets;
        secrets.action = verb->action;
        secrets.arguments = std::move(files_);
        secrets.inputs = std::move(values_.serve.inputs);
        secrets.internal = std::move(values_.serve.internal);
        take_variable(secrets.internal, "DATASETTE_INTERNAL");
        error_ = why_incomplete(*verb, secrets);
        if (!error_.empty()) return usage_error();
        return std::move(secrets);
    }

    command_line finish_publish()
    {
        auto& publish = values_.publish;
        if (command_ == command_name::publish_cloudrun) publish.target = publish_target::cloud_run;
        publish.files = std::move(files_);
        take_variable(publish.secret, "DATASETTE_PUBLISH_SECRET");
        error_ = why_incomplete(publish);
        if (!error_.empty()) return usage_error();
        return publish_command{std::move(publish)};
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
        if (serve.get && command_ == command_name::check) {
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
        if (command_ == command_name::check) {
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

    bool takes_files() const
    {
        return command_ == command_name::serve || command_ == command_name::check;
    }

    command_line usage_error() const
    {
        return print_and_exit{
            "Try 'datasette-gateway " + std::string(command_text(command_)) +
                " --help' for help.\n\nError: " + error_ + '\n',
            2};
    }

    command_name command_;
    std::vector<std::string> arguments_;
    std::size_t next_ = 0;
    bool only_files_ = false;
    cli_values values_;
    std::vector<std::string> files_;
    std::string error_;
};

command_line parse_secrets(std::vector<std::string> arguments)
{
    if (arguments.empty() || arguments.front() == "--help")
        return print_and_exit{help_text(command_name::secrets), arguments.empty() ? 2 : 0};
    const std::string word = arguments.front();
    arguments.erase(arguments.begin());
    std::vector<std::string_view> words;
    for (const auto& verb : secrets_verbs()) {
        words.push_back(verb.word());
        if (word == verb.word())
            return argument_reader(verb.help.name, std::move(arguments)).read();
    }
    return print_and_exit{
        "Try 'datasette-gateway secrets --help' for help.\n\nError: secrets has no command \"" +
            word + '"' + did_you_mean_word(word, words) + '\n',
        2};
}

command_line parse_publish(std::vector<std::string> arguments)
{
    if (arguments.empty() || arguments.front() == "--help")
        return print_and_exit{help_text(command_name::publish), arguments.empty() ? 2 : 0};
    const std::string word = arguments.front();
    arguments.erase(arguments.begin());
    if (word == "cloudrun")
        return argument_reader(command_name::publish_cloudrun, std::move(arguments)).read();
    return print_and_exit{
        "Try 'datasette-gateway publish --help' for help.\n\nError: publish has no command \"" +
            word + "\"; the only one is cloudrun\n",
        2};
}

}  // namespace

command_line parse_command_line(int argc, const char* const* argv)
{
    std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (arguments.empty()) return argument_reader(command_name::serve, {}).read();
    const std::string first = arguments.front();
    if (first == "--help") return print_and_exit{help_text({}), 0};
    for (const auto command :
         {command_name::serve, command_name::check, command_name::hash_password,
          command_name::verify_password, command_name::package}) {
        if (first != command_text(command)) continue;
        arguments.erase(arguments.begin());
        return argument_reader(command, std::move(arguments)).read();
    }
    if (first == "secrets") {
        arguments.erase(arguments.begin());
        return parse_secrets(std::move(arguments));
    }
    if (first == "publish") {
        arguments.erase(arguments.begin());
        return parse_publish(std::move(arguments));
    }
    return argument_reader(command_name::serve, std::move(arguments)).read();
}

}  // namespace dsgw
