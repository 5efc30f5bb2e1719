// A chunked body: the first byte says in which pieces it arrives. However it arrives, the payload,
// its end and the verdict are the same.

#include "gateway/http/chunk_decoder.hpp"
#include "tests/fuzz/require.hpp"

#include <string>

using namespace dsgw;
using fuzz::require;

namespace {

struct outcome
{
    bool well_formed = true;
    bool done = false;
    std::string payload;
    std::string trailers;
    std::size_t consumed = 0;
};

outcome decode(std::string bytes, std::size_t piece)
{
    outcome found;
    chunk_decoder decoder;
    while (found.consumed < bytes.size() && !decoder.is_done()) {
        const std::size_t size = std::min(piece, bytes.size() - found.consumed);
        char* const first = bytes.data() + found.consumed;
        const auto step = decoder.decode(first, size);
        if (!step) {
            found.well_formed = false;
            return found;
        }
        require(step->consumed <= size, "no more is consumed than there is");
        require(step->payload <= step->consumed, "payload is part of what was consumed");
        require(decoder.is_done() || step->consumed == size, "an unfinished body takes everything");
        found.payload.append(first, step->payload);
        found.consumed += step->consumed;
    }
    found.done = decoder.is_done();
    found.trailers = decoder.trailers();
    return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string bytes(fuzz::as_text(data + 1, size - 1));
    const auto whole = decode(bytes, bytes.size());
    const auto pieces = decode(bytes, 1u + data[0] % 17u);
    require(whole.well_formed == pieces.well_formed, "pieces do not change the verdict");
    if (!whole.well_formed) return 0;
    require(whole.done == pieces.done, "pieces do not change the end");
    require(whole.payload == pieces.payload, "pieces do not change the payload");
    require(whole.trailers == pieces.trailers, "pieces do not change the trailers");
    require(whole.consumed == pieces.consumed, "what follows the body is left alone");
    return 0;
}
