#include "gateway/command/secrets_command.hpp"

#include "base/parse_number.hpp"
#include "gateway/command/secret_input.hpp"
#include "gateway/command/secrets_text.hpp"
#include "gateway/command/secrets_transfer.hpp"
#include "gateway/command/terminal.hpp"
#include "gateway/config/secrets_place.hpp"
#include "gateway/http/limits.hpp"
#include "secrets/catalogue.hpp"
#include "secrets/fernet.hpp"
#include "secrets/value_rules.hpp"

#include <algorithm>
#include <istream>
#include <ostream>
#include <set>

namespace dsgw {

namespace {

using secrets::failure;

class secrets_runner
{
public:
    secrets_runner(
        const secrets_command& command, std::istream& in, std::ostream& out, std::ostream& err
    )
        : command_(command), in_(in), out_(out), err_(err)
    {}

    int run()
    {
        if (command_.action == secrets_action::set && !secrets::is_allowed_name(name()))
            return fail(secrets::make_failure(secrets::errc::name_not_allowed, printable(name())));
        if (!open()) return 1;
        switch (command_.action) {
            case secrets_action::list:
                return list();
            case secrets_action::get:
                return get();
            case secrets_action::set:
                return set();
            case secrets_action::history:
                return history();
            case secrets_action::restore:
                return restore();
            case secrets_action::remove:
                return remove();
            case secrets_action::rotate_key:
                return rotate_key();
            case secrets_action::audit:
                return command_.verify ? verify_audit() : audit();
            case secrets_action::export_all:
                return export_secrets(command_, *store_, out_, err_);
            case secrets_action::import_all:
                return import_secrets(command_, *store_, in_, out_, err_);
            case secrets_action::import_env:
                return import_environment(command_, *store_, out_, err_);
            case secrets_action::generate_key:
                break;  // needs no store
        }
        return 1;
    }

private:
    /// Reading metadata and deleting need no key.
    bool needs_keys() const
    {
        static const std::set<secrets_action> without{
            secrets_action::list, secrets_action::history, secrets_action::remove,
            secrets_action::audit};
        return !without.contains(command_.action);
    }

    /// Other commands would find nothing in a new file.
    bool may_be_the_first() const
    {
        static const std::set<secrets_action> storing{
            secrets_action::set, secrets_action::import_all, secrets_action::import_env};
        return storing.contains(command_.action);
    }

    bool open()
    {
        const auto loaded = load_config(command_.inputs);
        for (const auto& p : loaded.problems)
            err_ << "Error: " << p.location << ": " << describe(p) << '\n';
        if (!loaded.value) return false;
        for (const auto& w : loaded.warnings)
            if (w.location.find("secrets") != w.location.npos)
                err_ << "Warning: " << w.location << ": " << describe(w) << '\n';
        known_.add(loaded.value->secrets.registrations);

        database_options given;
        given.internal = command_.internal;
        auto settings = secrets_settings_of(*loaded.value, given);
        settings.place.create_internal = may_be_the_first();
        if (!needs_keys()) settings.check = secrets::key_check::skipped;
        auto opened = secrets::open_store(settings);
        if (!opened) {
            fail(opened.error());
            return false;
        }
        if (!opened->made_key_path.empty()) {
            err_ << "No encryption key is configured, so a new one was generated. Keep a copy of "
                    "it in a safe place. It is in "
                 << opened->made_key_path << '\n';
        }
        if (!opened->place.note.empty()) err_ << "Warning: " << opened->place.note << '\n';
        keys_ = opened->keys;
        store_ = std::move(opened->store);
        return true;
    }

    int list()
    {
        auto stored = store_->list();
        if (!stored) return fail(stored.error());
        print_catalogue(out_, known_.entries(std::move(*stored)));
        return 0;
    }

    int get()
    {
        if (secrets::is_in_environment(name())) {
            err_ << "Read from the environment variable " << secrets::variable_of(name()) << '\n';
            print_value(secrets::value_in_environment(name()));
            return 0;
        }
        std::optional<secrets::secret_access> wanted{{name(), std::nullopt}};
        const auto answers =
            store_->read_group([&] { return std::exchange(wanted, std::nullopt); });
        const auto& answer = answers.front();
        if (!answer) return fail(answer.error());
        if (!*answer) return fail_unknown();
        if (const auto& why = (*answer)->unrecorded)
            err_ << "Warning: cannot record the access: " << why->message << '\n';
        print_value((*answer)->value.view());
        return 0;
    }

    void print_value(std::string_view value)
    {
        out_ << value;
        if (!command_.raw) out_ << '\n';
        out_.flush();
    }

    int set()
    {
        auto value = read_value();
        if (!value) return 1;
        const auto saved = store_->set(
            {name(), command_line_author(), std::nullopt}, value->view(), command_.note,
            secrets::unreadable_current::refuse
        );
        if (!saved) return fail(saved.error());
        say_saved(*saved);
        if (known_.find(name()) == nullptr)
            err_ << "Note: the configuration does not register " << name() << "; a plugin may\n";
        return 0;
    }

    std::optional<secret_bytes> read_value()
    {
        if (is_terminal_input()) {
            auto typed = ask_hidden("Value: ");
            if (!typed) err_ << "Error: no value was given\n";
            return typed;
        }
        auto value = read_all(in_);
        if (!command_.raw) drop_final_newline(value);
        return value;
    }

    int history()
    {
        const auto versions = store_->history(name());
        if (!versions) return fail(versions.error());
        if (versions->empty()) return fail_unknown();
        print_versions(out_, *versions);
        return 0;
    }

    int restore()
    {
        const auto& text = command_.arguments[1];
        const auto version = parse_number<std::int64_t>(text);
        if (!version || *version < 1) {
            err_ << "Error: " << printable(text)
                 << " is not a version number; see: secrets history " << printable(name()) << '\n';
            return 2;
        }
        const auto saved = store_->restore({name(), command_line_author(), std::nullopt}, *version);
        if (!saved) return fail(saved.error());
        say_saved(*saved);
        return 0;
    }

    int remove()
    {
        if (const auto stopped = confirm_removal()) return *stopped;
        const auto count = store_->remove({name(), command_line_author(), std::nullopt});
        if (!count) return fail(count.error());
        out_ << printable(name()) << " was deleted: " << count_text(*count, "version") << '\n';
        return 0;
    }

    /// A deletion cannot be undone, so it is confirmed.
    /// @return the exit code if it must not happen.
    std::optional<int> confirm_removal()
    {
        if (command_.yes) return {};
        const auto versions = store_->history(name());
        if (!versions) return fail(versions.error());
        if (versions->empty()) return {};  // remove() lists the secrets that exist
        if (!is_terminal_input()) {
            err_ << "Error: there is no terminal to prompt on; use --yes to delete without a "
                    "prompt\n";
            return 1;
        }
        const auto all = count_text(versions->size(), "version");
        if (confirm_on_terminal(
                "Delete " + printable(name()) + " (" + all + ")? Type yes to confirm: "
            ))
            return {};
        err_ << printable(name()) << " was not deleted\n";
        return 1;
    }

    int rotate_key()
    {
        const auto report =
            store_->rotate_keys({command_.to, command_.dry_run, command_line_author()});
        if (!report) {
            if (report.error().code != secrets::errc::unknown_key_name) return fail(report.error());
            std::vector<std::string> names;
            for (const auto& each : keys_->keys())
                names.push_back(each.name);
            return fail(report.error(), names);
        }
        out_ << count_text(report->rewritten, "version")
             << (command_.dry_run ? " would be" : " newly") << " encrypted with " << command_.to
             << ", " << report->already << " were already\n";
        for (const auto& one : report->unreadable)
            err_ << "Warning: not changed, since no configured key decrypts it: "
                 << printable(one.name) << ", version " << one.version << '\n';
        return 0;
    }

    int audit()
    {
        std::vector<secrets::audit_entry> all;
        for (;;) {
            auto some = store_->audit(limits::audit_page_rows, all.empty() ? 0 : all.back().number);
            if (!some) return fail(some.error());
            const bool is_last = some->size() < limits::audit_page_rows;
            all.insert(
                all.end(), std::make_move_iterator(some->begin()),
                std::make_move_iterator(some->end())
            );
            if (is_last) break;
        }
        print_audit(out_, all);
        return 0;
    }

    int verify_audit()
    {
        const auto verdict = store_->verify_audit();
        if (!verdict) return fail(verdict.error());
        for (const auto number : verdict->clock_went_back)
            err_ << "Warning: the clock had been set back before entry " << number
                 << " was written\n";
        for (const auto& fault : verdict->faults)
            err_ << "Error: " << fault << '\n';
        if (!verdict->faults.empty()) return 1;
        out_ << (verdict->entries == 1 ? "1 entry" : std::to_string(verdict->entries) + " entries")
             << ", none changed or removed; the last hash is "
             << (verdict->last_hash.empty() ? "-" : verdict->last_hash) << '\n';
        return 0;
    }

    const std::string& name() const { return command_.arguments.front(); }

    void say_saved(const secrets::saved& saved)
    {
        out_ << name() << " is set: version " << saved.version << '\n';
        if (saved.clock_went_back)
            err_ << "Warning: the system clock is earlier than the previous version's timestamp\n";
        if (secrets::is_in_environment(name()))
            err_ << "Note: a gateway that has the environment variable "
                 << secrets::variable_of(name()) << " uses its value instead\n";
    }

    int fail(const failure& what)
    {
        if (what.code == secrets::errc::no_such_secret) return fail_unknown();
        err_ << "Error: " << what.message << '\n';
        return 1;
    }

    int fail(const failure& what, const std::vector<std::string>& known)
    {
        err_ << "Error: " << what.message << "; there " << (known.empty() ? "are none" : "are: ");
        for (const auto& one : known)
            err_ << (&one == &known.front() ? "" : ", ") << printable(one);
        err_ << '\n';
        return 1;
    }

    int fail_unknown()
    {
        auto stored = store_->list();
        if (!stored) return fail(stored.error());
        std::vector<std::string> names;
        for (const auto& info : *stored)
            names.push_back(info.name);
        const std::string unset = known_.find(name()) ? " (it is registered, but not set)" : "";
        auto what = secrets::make_failure(secrets::errc::no_such_secret, printable(name()));
        what.message += unset;
        return fail(what, names);
    }

    const secrets_command& command_;
    std::istream& in_;
    std::ostream& out_;
    std::ostream& err_;
    secrets::catalogue known_;
    std::shared_ptr<const secrets::key_ring> keys_;
    std::unique_ptr<secrets::secret_store> store_;
};

}  // namespace

int run_secrets(
    const secrets_command& command, std::istream& in, std::ostream& out, std::ostream& err
)
{
    if (command.action == secrets_action::generate_key) {
        out << secrets::fernet_key::generate().text().view() << '\n';
        return 0;
    }
    return secrets_runner(command, in, out, err).run();
}

}  // namespace dsgw
