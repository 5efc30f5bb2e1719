#include "gateway/command/datasette_options.hpp"

namespace dsgw {

namespace {

constexpr std::string_view use_curl =
    "--get takes only an account's name (--user); use curl for more";
constexpr std::string_view development =
    "it is for interactive development; start datasette itself for that";

// From cli.py of 0.65.5 and 1.0a41. Each line of Datasette refuses the options that it does not
// know with its own message.
constexpr datasette_option options[] = {
    {"--immutable", 'i', true, ""},
    {"--cors", 0, false, ""},
    {"--load-extension", 0, true, ""},
    {"--inspect-file", 0, true, ""},
    {"--template-dir", 0, true, ""},
    {"--plugins-dir", 0, true, ""},
    {"--static", 0, true, ""},
    {"--memory", 0, false, ""},
    {"--crossdb", 0, false, ""},
    {"--nolock", 0, false, ""},
    {"--default-deny", 0, false, ""},
    {"--version-note", 0, true, ""},
    {"--reload", 0, false, "send the gateway SIGHUP to read the configuration again"},
    {"--headers", 0, false, use_curl},
    {"--token", 0, true, use_curl},
    {"--actor", 0, true, use_curl},
    {"--open", 'o', false, "open the address that the gateway prints"},
    {"--pdb", 0, false, development},
    {"--help-settings", 0, false, "run: datasette serve --help-settings"},
};

}  // namespace

std::span<const datasette_option> datasette_options() { return options; }

}  // namespace dsgw
