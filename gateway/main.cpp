// Arguments -> command -> exit code. The only place that ends the process.

#include "gateway/command/check_command.hpp"
#include "gateway/command/cli.hpp"
#include "gateway/command/password_commands.hpp"
#include "gateway/command/publish/publish_command.hpp"
#include "gateway/command/secrets_command.hpp"
#include "gateway/serve/server.hpp"
#include "gateway/serve/trial_start.hpp"

#include <exception>
#include <iostream>

namespace {

struct run_command
{
    int operator()(const dsgw::serve_command& command) const
    {
        return dsgw::run_server(command.options);
    }

    int operator()(const dsgw::check_command& command) const
    {
        return dsgw::run_check(command, dsgw::try_start, std::cout, std::cerr);
    }

    int operator()(const dsgw::hash_password_command& command) const
    {
        return dsgw::run_hash_password(command, std::cin, std::cout, std::cerr);
    }

    int operator()(const dsgw::verify_password_command& command) const
    {
        return dsgw::run_verify_password(command, std::cin, std::cout, std::cerr);
    }

    int operator()(const dsgw::secrets_command& command) const
    {
        return dsgw::run_secrets(command, std::cin, std::cout, std::cerr);
    }

    int operator()(const dsgw::publish_command& command) const
    {
        return dsgw::run_publish(command.options, std::cout, std::cerr);
    }

    int operator()(const dsgw::print_and_exit& command) const
    {
        (command.exit_code == 0 ? std::cout : std::cerr) << command.text;
        return command.exit_code;
    }
};

}  // namespace

int main(int argc, char** argv)
{
    try {
        return std::visit(run_command(), dsgw::parse_command_line(argc, argv));
    } catch (const std::exception& e) {
        std::cerr << "datasette-gateway: " << e.what() << '\n';
        return 1;
    }
}
