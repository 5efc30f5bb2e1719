#pragma once

// A store in its own folder, with a clock that stays at one time until it is set.

#include "secrets/secret_store.hpp"
#include "tests/unit/support/temp_folder.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dsgw::secrets::test {

constexpr auto refuse = unreadable_current::refuse;

inline named_key make_key(const std::string& name) { return {name, fernet_key::generate()}; }

inline named_key same_key(const named_key& key, const std::string& name)
{
    return {name, fernet_key::parse(key.key.text().view()).value()};
}

template <class... Keys>
std::shared_ptr<const key_ring> make_ring(Keys... keys)
{
    std::vector<named_key> list;
    (list.push_back(std::move(keys)), ...);
    return std::make_shared<const key_ring>(std::move(list));
}

inline const author alice{"alice", "192.0.2.1"};
inline const author command_line{std::nullopt, "command line"};

inline change of(const std::string& name, std::optional<std::int64_t> expected = std::nullopt)
{
    return {name, alice, expected};
}

/// One access as a group of its own.
inline access_answer read_value(
    secret_store& store, const std::string& name, std::optional<std::string> actor = std::nullopt
)
{
    std::optional<secret_access> one = secret_access{name, std::move(actor)};
    auto answers = store.read_group([&] { return std::exchange(one, std::nullopt); });
    return std::move(answers.at(0));
}

/// The value, or "(none)", or "error: CODE".
inline std::string value_of(secret_store& store, const std::string& name)
{
    const auto answer = read_value(store, name);
    if (!answer) return "error: " + answer.error().message;
    return *answer ? std::string((*answer)->value.view()) : "(none)";
}

struct store_fixture
{
    dsgw::test::temp_folder folder;
    std::string path = folder.write("secrets.db", "");
    std::shared_ptr<const key_ring> keys = make_ring(make_key("default"));
    auth::unix_time clock{std::chrono::seconds(1'700'000'000)};  // 2023-11-14 22:13:20

    store_options options(file_owner owner = file_owner::gateway)
    {
        store_options made;
        made.path = path;
        made.owner = owner;
        made.keys = keys;
        made.busy_timeout = std::chrono::milliseconds(50);
        made.now = [this] { return clock; };
        return made;
    }

    std::unique_ptr<secret_store> open(file_owner owner = file_owner::gateway)
    {
        return std::move(secret_store::open(options(owner)).value());
    }

    /// Another program's hand on the file.
    std::unique_ptr<sqlite::connection> outsider()
    {
        return std::make_unique<sqlite::connection>(sqlite::open_options{
            path, std::chrono::milliseconds(50), nullptr});
    }

    saved set(secret_store& store, const std::string& name, const std::string& value)
    {
        return store.set(of(name), value, "", unreadable_current::refuse).value();
    }
};

}  // namespace dsgw::secrets::test
