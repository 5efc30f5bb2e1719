#include "store/failure.hpp"

#include "base/error_table.hpp"

#include <stdexcept>

namespace dsgw::store {
namespace {

constexpr std::array<error_text<errc>, static_cast<std::size_t>(errc::file_failed)> rows{{
    {errc::database_missing,
     "cannot open the database: it does not exist, or this user may not open it"},
    {errc::database_locked,
     "the database is locked by another program; nothing was changed, try again"},
    {errc::database_read_only,
     "cannot write the database: it or its folder is read-only for this user"},
    {errc::database_full, "the disk (or a quota) is full; nothing was changed"},
    {errc::database_corrupt,
     "the file is damaged, or is not an SQLite database: restore it from a backup"},
    {errc::table_missing, "the database lacks a table"},
    {errc::table_of_other_schema,
     "a table has a different schema from the one this program expects"},
    {errc::disk_failed, "reading or writing the file failed; nothing was changed"},
    {errc::database_failed, "the database reports an error; nothing was changed"},
    {errc::file_open_to_others, "other users can read or write the file: chmod 600"},
    {errc::file_failed, "cannot read or create the file"},
}};
static_assert(covers_every_code(rows), "each errc needs its row, in the order of the enumerators");

}  // namespace

const boost::system::error_category& store_category() noexcept
{
    static const error_table<errc> instance("dsgw.store", rows);
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
