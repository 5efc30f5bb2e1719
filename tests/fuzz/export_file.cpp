// An export of secrets: any file, and a valid one with a few bytes changed. It is read as it was
// written, or refused.

#include "secrets/export_file.hpp"

#include "tests/fuzz/require.hpp"

#include <cstring>

using namespace dsgw;
using fuzz::require;

namespace {

constexpr std::string_view passphrase = "the passphrase of the fuzz target";
constexpr secrets::export_cost cheap{1, 8192};
constexpr std::size_t cost_begins = 44;
constexpr std::size_t cost_ends = 60;

std::string make_good()
{
    std::vector<secrets::exported_secret> some;
    some.push_back({"NAME", "note", secret_bytes("value")});
    return secrets::write_export(some, passphrase, cheap).value();
}

// The cost is not fuzzed: a large one that is allowed would only take long.
bool has_cheap_cost(std::string_view file)
{
    static const std::string good = make_good();
    return file.size() < cost_ends ||
           file.substr(cost_begins, cost_ends - cost_begins) ==
               std::string_view(good).substr(cost_begins, cost_ends - cost_begins);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    static const std::string good = make_good();
    const auto text = fuzz::as_text(data, size);
    if (has_cheap_cost(text)) (void)secrets::read_export(text, passphrase);

    // Every pair of bytes: where to change the good file, and by what.
    std::string changed = good;
    for (std::size_t at = 0; at + 1 < size; at += 2)
        changed[data[at] % changed.size()] ^= static_cast<char>(data[at + 1]);
    if (!has_cheap_cost(changed)) return 0;
    const auto read = secrets::read_export(changed, passphrase);
    require(read.has_value() == (changed == good), "only what was not changed is read");
    return 0;
}
