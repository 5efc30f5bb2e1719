#include "base/inflate.hpp"

#include <zlib.h>

#include <limits>

namespace dsgw {
namespace {

// Calls inflateEnd on every path.
class inflater
{
public:
    inflater() : started_(inflateInit(&stream_) == Z_OK) {}
    ~inflater()
    {
        if (started_) inflateEnd(&stream_);
    }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;

    /// @return the size of the whole result, or nothing if it does not fit or is malformed.
    [[nodiscard]] std::optional<std::size_t> run(std::string_view from, std::string& into)
    {
        if (!started_) return std::nullopt;
        // zlib does not write to its input, but takes it as non-const.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
        stream_.avail_in = static_cast<uInt>(from.size());
        stream_.next_out = reinterpret_cast<Bytef*>(into.data());
        stream_.avail_out = static_cast<uInt>(into.size());
        if (inflate(&stream_, Z_FINISH) != Z_STREAM_END) return std::nullopt;
        return into.size() - stream_.avail_out;
    }

private:
    z_stream stream_{};
    bool started_;
};

}  // namespace

std::optional<std::string> inflate_zlib(std::string_view compressed, std::size_t bytes_max)
{
    if (compressed.size() > std::numeric_limits<uInt>::max()) return std::nullopt;
    // One byte more than allowed: if a stream fills the buffer exactly, zlib reports its end only
    // when there is still room.
    std::string text(bytes_max + 1, '\0');
    const std::optional<std::size_t> size = inflater().run(compressed, text);
    if (!size || *size > bytes_max) return std::nullopt;
    text.resize(*size);
    return text;
}

}  // namespace dsgw
