# Writes OUTPUT, a C++ source with the texts of FILES (a list separated by '|'), as HEADER declares
# the function ACCESS that gives them: by name (embedded_file) or all of them. Run at build time,
# whenever one of them changes.
string(REPLACE "|" ";" FILES "${FILES}")
set(rows "")
foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(SHA256 hash "${text}")
    string(SUBSTRING "${hash}" 0 12 hash)
    string(APPEND rows "    {\"${name}\", R\"embedded(${text})embedded\", \"${hash}\"},\n")
endforeach()
if(ACCESS STREQUAL "embedded_file")
    set(function "const embedded_text& embedded_file(std::string_view name)
{
    const auto found =
        std::find_if(std::begin(files), std::end(files), [&](auto& f) { return f.name == name; });
    if (found == std::end(files)) std::abort();
    return *found;
}")
else()
    set(function "std::span<const embedded_text> ${ACCESS}() { return files; }")
endif()
file(WRITE "${OUTPUT}.new" "// Made by embed.cmake.
#include \"${HEADER}\"

#include <algorithm>
#include <cstdlib>

namespace dsgw {

namespace {

constexpr embedded_text files[] = {
${rows}};

}  // namespace

${function}

}  // namespace dsgw
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
