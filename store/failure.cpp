#include "store/failure.hpp"

#include <stdexcept>

namespace dsgw::store {
namespace {

const char* text_of(errc code)
{
    switch (code) {
        case errc::database_missing:
            return "cannot open the database: it does not exist, or this user may not open it";
        case errc::database_locked:
            return "the database is locked by another program; nothing was changed, try again";
        case errc::database_read_only:
            return "cannot write the database: it or its folder is read-only for this user";
        case errc::database_full:
            return "the disk (or a quota) is full; nothing was changed";
        case errc::database_corrupt:
            return "the file is damaged, or is not an SQLite database: restore it from a backup";
        case errc::table_missing:
            return "the database lacks a table";
        case errc::table_of_other_schema:
            return "a table has a different schema from the one this program expects";
        case errc::disk_failed:
            return "reading or writing the file failed; nothing was changed";
        case errc::database_failed:
            return "the database reports an error; nothing was changed";
        case errc::file_open_to_others:
            return "other users can read or write the file: chmod 600";
        case errc::file_failed:
            return "cannot read or create the file";
    }
    return "unknown error";
}

// Boost gives error_category no virtual destructor on purpose: categories are never deleted.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
class category final : public boost::system::error_category
{
public:
    [[nodiscard]] const char* name() const noexcept override { return "dsgw.store"; }
    [[nodiscard]] std::string message(int value) const override
    {
        return text_of(static_cast<errc>(value));
    }
};
#pragma GCC diagnostic pop

}  // namespace

const boost::system::error_category& store_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), store_category()};
}

failure make_failure(boost::system::error_code code) { return {code, code.message()}; }

failure make_failure(boost::system::error_code code, std::string_view subject)
{
    return {code, std::string(subject) + ": " + code.message()};
}

failure make_failure(
    boost::system::error_code code, std::string_view subject, std::string_view detail
)
{
    failure made = make_failure(code, subject);
    made.message.append(" (").append(detail).append(")");
    return made;
}

void throw_exception_from_error(const failure& what, const boost::source_location& /*at*/)
{
    throw std::runtime_error(what.message);
}

}  // namespace dsgw::store
