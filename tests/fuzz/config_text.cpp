// A configuration file: JSON or YAML of any kind. An accepted file is the same once it has been
// written as JSON and read again; the gateway's own settings take any object. The corpus has cases
// that are difficult for YAML readers: a comma after the value, NULs that look like UTF-32.

#include "gateway/config/config_value.hpp"
#include "gateway/config/settings.hpp"
#include "tests/fuzz/holds_double.hpp"
#include "tests/fuzz/require.hpp"

#include <boost/json/serialize.hpp>

using namespace dsgw;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = fuzz::as_text(data, size);
    const auto read = parse_config_text(text, "metadata.json");
    for (const auto& problem : read.problems)
        require(!problem.message.empty(), "every problem has a message");
    if (!read.problems.empty()) return 0;
    if (const auto* block = read.value.if_object()) (void)parse_settings(*block, "here");
    if (fuzz::holds_double(read.value)) return 0;

    const auto written = boost::json::serialize(read.value);
    const auto again = parse_config_text(written, "metadata.json");
    require(again.problems.empty(), "what was read can be read again");
    require(boost::json::serialize(again.value) == written, "and is the same");
    return 0;
}
