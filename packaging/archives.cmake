# With DSGW_STATIC: what CMake must know to link archives and Debian's packages do not say.

# SQLite's archive needs these two libraries after it.
target_link_libraries(PkgConfig::sqlite INTERFACE ZLIB::ZLIB m)

# libsodium contains an Argon2 whose functions have libargon2's names and take other arguments. The
# shared library hides them. This hides them in the archive: only the API stays visible.
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

# spdlog and fmt have no archives; their headers contain everything.
add_library(dsgw_spdlog INTERFACE)
target_compile_definitions(dsgw_spdlog INTERFACE SPDLOG_FMT_EXTERNAL)
target_link_libraries(dsgw_spdlog INTERFACE fmt::fmt-header-only Threads::Threads)
set(DSGW_SPDLOG dsgw_spdlog)

# prometheus-cpp has no archive: gateway/observe/archived_serializer.cpp replaces the needed part.
set(DSGW_PROMETHEUS)
