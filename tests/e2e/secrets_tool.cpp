// The store of secrets without a gateway around it, for tests/e2e: what it says is on disk.
//
//   dsgw_secrets_tool DATABASE own|datasette NAME=KEY[,NAME=KEY…] COMMAND
//     set NAME                   the value from standard input; prints the version
//     get NAME ACTOR             prints the value; exit code 3 if there is none
//     dump                       every version of everything, a line of JSON each
//     rotate NAME                prints how many versions were rewritten
//     verify                     prints how many entries the audit table has
//     storm PREFIX COUNT NAMES   COUNT writes over NAMES names, reads between them; prints
//                                "NAME VERSION VALUE" as soon as a write was acknowledged

#include "secrets/secret_store.hpp"
#include "secrets/store_thread.hpp"
#include "store/state_files.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <vector>

using namespace dsgw;
using namespace dsgw::secrets;

namespace {

using words = std::vector<std::string>;

const author tester{std::nullopt, "command line"};

std::shared_ptr<const key_ring> parse_keys(const std::string& text)
{
    std::vector<key_setting> settings;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::size_t equals = text.find('=', begin);
        settings.push_back(
            {text.substr(begin, equals - begin), text.substr(equals + 1, end - equals - 1), "keys"}
        );
        begin = end + 1;
    }
    return std::make_shared<const key_ring>(std::move(key_ring::parse(settings).value()));
}

std::unique_ptr<secret_store> open(const words& given)
{
    store_options options;
    options.path = given.at(0);
    options.owner = given.at(1) == "own" ? file_owner::gateway : file_owner::datasette;
    options.keys = parse_keys(given.at(2));
    options.busy_timeout = std::chrono::seconds(60);  // of machines, not of SQLite, is the test
    store::make_own_file(options.path).value();
    return std::move(secret_store::open(std::move(options)).value());
}

access_answer read_one(secret_store& store, const std::string& name, const std::string& actor)
{
    std::optional<secret_access> one = secret_access{name, actor};
    auto answers = store.read_group([&] { return std::exchange(one, std::nullopt); });
    return std::move(answers.at(0));
}

int set(secret_store& store, const words& given)
{
    const std::string value(std::istreambuf_iterator<char>(std::cin), {});
    const change what{given.at(4), tester, std::nullopt};
    std::cout << store.set(what, value, "", unreadable_current::refuse).value().version << '\n';
    return 0;
}

int get(secret_store& store, const words& given)
{
    const auto answer = read_one(store, given.at(4), given.at(5));
    if (!answer.value()) return 3;
    std::cout << answer.value()->value.view();
    return 0;
}

// Values of old versions are seen by restoring them, each in a transaction of its own: too much for
// a dump. It opens the rows itself.
int dump(secret_store& store, const words& given)
{
    const auto keys = parse_keys(given.at(2));
    sqlite::connection database({given.at(0), std::chrono::seconds(60), nullptr});
    sqlite::cursor rows = database.query(
        "select name, version, encrypted, encryption_key_name from datasette_secrets order by id"
    );
    while (rows.next()) {
        const auto opened = keys->open(rows.text(3), rows.bytes(2));
        boost::json::object line{
            {"name", rows.text(0)}, {"version", rows.number(1)}, {"key", rows.text(3)}};
        if (opened) line["value"] = std::string(opened->value.view());
        std::cout << boost::json::serialize(line) << '\n';
    }
    return store.list() ? 0 : 1;
}

int rotate(secret_store& store, const words& given)
{
    std::cout << store.rotate_keys({given.at(4), false, tester}).value().rewritten << '\n';
    return 0;
}

int verify(secret_store& store)
{
    const audit_verdict verdict = store.verify_audit().value();
    for (const std::string& fault : verdict.faults)
        std::cerr << fault << '\n';
    std::cout << verdict.entries << '\n';
    return verdict.faults.empty() ? 0 : 1;
}

// At once and in one piece: the next thing that happens may be SIGKILL.
void say(const std::string& line)
{
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0) std::_Exit(1);
}

int storm(std::unique_ptr<secret_store> store, const words& given)
{
    const int count = std::stoi(given.at(5));
    const int names = std::stoi(given.at(6));
    std::atomic<int> failures = 0;
    std::counting_semaphore<> room(16);
    store_thread thread(std::move(store));
    const auto told = [&](const failure& what) {
        ++failures;
        std::cerr << what.message << '\n';
    };
    for (int number = 0; number < count; ++number) {
        const std::string name = given.at(4) + std::to_string(number % names);
        const std::string value = std::to_string(::getpid()) + "-" + std::to_string(number) + "-" +
                                  std::string(static_cast<std::size_t>(number * 37 % 3000), 'v');
        room.acquire();
        thread.ask(
            [name, value](secret_store& asked) {
                const change what{name, tester, std::nullopt};
                return asked.set(what, value, "", unreadable_current::refuse);
            },
            [&, name, value](const result<saved>& done) {
                room.release();
                if (done)
                    say(name + " " + std::to_string(done->version) + " " + value + "\n");
                else
                    told(done.error());
            }
        );
        thread.read({name, "storm"}, [&](access_answer answer) {
            if (!answer || !*answer || (*answer)->unrecorded)
                told(answer ? make_failure(errc::no_such_secret) : answer.error());
        });
    }
    thread.stop();
    return failures == 0 ? 0 : 1;
}

int run(const words& given)
{
    auto store = open(given);
    const std::string& command = given.at(3);
    if (command == "set") return set(*store, given);
    if (command == "get") return get(*store, given);
    if (command == "dump") return dump(*store, given);
    if (command == "rotate") return rotate(*store, given);
    if (command == "verify") return verify(*store);
    if (command == "storm") return storm(std::move(store), given);
    throw std::invalid_argument("no command " + command);
}

}  // namespace

int main(int argc, char** argv)
{
    try {
        return run(words(argv + 1, argv + argc));
    } catch (const std::exception& failed) {
        std::cerr << failed.what() << '\n';
        return 1;
    }
}
