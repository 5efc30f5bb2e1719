// An HTML page: the first byte says in which pieces it arrives. However it arrives, the result is
// the same, and without what was inserted it is the page as it came.

#include "gateway/html/menu_insertion.hpp"

#include "tests/fuzz/require.hpp"

#include <algorithm>
#include <string>

using namespace dsgw;
using fuzz::require;

namespace {

const menu_entries entries{
    {{"/-/secrets", "Manage secrets"}, {"/-/login", "Log in"}},
    logout_entry{"/-/logout", "token", "Alice"}};

std::string insert(std::string_view page, std::size_t piece)
{
    menu_insertion work(entries);
    std::string out;
    const auto take = [&out](menu_insertion::parts parts) {
        require(parts.size() <= menu_insertion::parts_max, "the parts have room");
        for (const auto part : parts)
            out += part;
    };
    while (!page.empty()) {
        take(work.feed(page.substr(0, piece)));
        page.remove_prefix(std::min(piece, page.size()));
    }
    take(work.finish());
    return out;
}

/// Fed whole, what comes from the page itself are views of it.
void check_original(std::string_view page)
{
    menu_insertion work(entries);
    std::size_t seen = 0;
    std::size_t inserted = 0;
    for (const auto part : work.feed(page)) {
        const bool is_inserted = part.data() < page.data() || part.data() >= page.end();
        if (is_inserted) {
            ++inserted;
            continue;
        }
        require(part.data() == page.data() + seen, "the page continues in order, without gaps");
        seen += part.size();
    }
    for (const auto part : work.finish()) {
        require(part == page.substr(seen), "what was kept is the rest of the page");
        seen += part.size();
    }
    require(seen == page.size(), "nothing of the page is lost");
    require(inserted <= 3, "list, logout and name are inserted once at most");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size < 2) return 0;
    const auto page = fuzz::as_text(data + 1, size - 1);
    check_original(page);
    const auto whole = insert(page, page.size());
    require(whole.size() >= page.size(), "a page does not become shorter");
    require(insert(page, 1U + data[0]) == whole, "pieces do not change the page");
    require(insert(page, 1) == whole, "single bytes do not change the page");
    return 0;
}
