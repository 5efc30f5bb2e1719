# DSGW_STATIC: what Debian's packages do not tell CMake of linking their archives.

# SQLite's needs these two behind it.
target_link_libraries(PkgConfig::sqlite INTERFACE ZLIB::ZLIB m)

# libsodium has an Argon2 inside, whose functions are named as those of libargon2 and take other
# arguments. A shared library hides them, and so does this: of the archive only the API is seen.
set(sodium ${PROJECT_BINARY_DIR}/sodium)
execute_process(
    COMMAND ${CMAKE_LINKER} -r --whole-archive ${pkgcfg_lib_sodium_sodium} -o ${sodium}.o
    COMMAND_ERROR_IS_FATAL ANY)
execute_process(
    COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=crypto_* --keep-global-symbol=sodium_*
            --keep-global-symbol=randombytes* ${sodium}.o
    COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_AR} rcs ${sodium}.a ${sodium}.o COMMAND_ERROR_IS_FATAL ANY)
set_target_properties(PkgConfig::sodium PROPERTIES INTERFACE_LINK_LIBRARIES ${sodium}.a)

# yaml-cpp's package knows the shared library alone.
find_library(DSGW_YAML_ARCHIVE yaml-cpp REQUIRED)
set(DSGW_YAML ${DSGW_YAML_ARCHIVE})

# There are none of spdlog and fmt: their headers hold it all.
add_library(dsgw_spdlog INTERFACE)
target_compile_definitions(dsgw_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
target_link_libraries(dsgw_spdlog INTERFACE fmt::fmt-header-only Threads::Threads)
set(DSGW_SPDLOG dsgw_spdlog)

# There is none of prometheus-cpp: metrics/archived_serializer.cpp has what is needed of it.
set(DSGW_PROMETHEUS)
