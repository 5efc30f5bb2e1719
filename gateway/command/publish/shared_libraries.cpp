#include "gateway/command/publish/shared_libraries.hpp"

#include <link.h>

#include <algorithm>
#include <array>
#include <set>

namespace dsgw {

namespace {

struct packaged
{
    std::string_view library;  ///< how its name begins
    std::string_view package;
};

constexpr packaged known[] = {
    {"libargon2.so.1", "libargon2-1"},
    {"libboost_json.so.1.81", "libboost-json1.81.0"},
    {"libboost_url.so.1.81", "libboost-url1.81.0"},
    {"libcrypt.so.1", "libcrypt1"},
    {"libcrypto.so.3", "libssl3"},
    {"libfmt.so.9", "libfmt9"},
    {"libgcc_s.so.1", "libgcc-s1"},
    {"libprometheus-cpp-core.so.1.0", "libprometheus-cpp-core1.0"},
    {"libseccomp.so.2", "libseccomp2"},
    {"libsodium.so.23", "libsodium23"},
    {"libspdlog.so.1.10", "libspdlog1.10"},
    {"libsqlite3.so.0", "libsqlite3-0"},
    {"libssl.so.3", "libssl3"},
    {"libstdc++.so.6", "libstdc++6"},
    {"libsystemd.so.0", "libsystemd0"},
    {"libyaml-0.so.2", "libyaml-0-2"},
    {"libz.so.1", "zlib1g"},
};

/// In every Debian: glibc with its loader, and what the kernel brings.
constexpr std::array<std::string_view, 8> always_there{"libc.so",  "libm.so",    "libdl.so",
                                                       "librt.so", "libpthread", "libresolv.",
                                                       "ld-linux", "linux-vdso"};

bool is_always_there(std::string_view library)
{
    return std::ranges::any_of(always_there, [&](auto start) {
        return library.starts_with(start);
    });
}

}  // namespace

std::vector<std::string> loaded_libraries()
{
    std::vector<std::string> found;
    const auto add = [](dl_phdr_info* info, std::size_t, void* to) {
        const std::string_view path(info->dlpi_name);
        const auto name = path.substr(path.rfind('/') + 1);
        // The program itself has no name.
        if (!name.empty() && !is_always_there(name))
            static_cast<std::vector<std::string>*>(to)->emplace_back(name);
        return 0;
    };
    dl_iterate_phdr(add, &found);
    return found;
}

library_packages packages_of(std::span<const std::string> libraries)
{
    std::set<std::string> packages;
    library_packages out;
    for (const auto& library : libraries) {
        const auto row = std::ranges::find_if(known, [&](const packaged& each) {
            return library.starts_with(each.library);
        });
        if (row == std::end(known))
            out.unknown.push_back(library);
        else
            packages.emplace(row->package);
    }
    out.packages.assign(packages.begin(), packages.end());
    return out;
}

}  // namespace dsgw
