// Writes the man pages, at build time: dsgw_manual FOLDER

#include "gateway/command/manual/man_pages.hpp"

#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

void write(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream out;
    out.exceptions(std::ios::failbit | std::ios::badbit);
    out.open(file, std::ios::binary);
    out << text;
    out.close();
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "Usage: dsgw_manual FOLDER\n";
        return 2;
    }
    try {
        const std::filesystem::path folder(argv[1]);
        write(folder / "datasette-gateway.1", dsgw::manual::make_command_page());
        write(folder / "datasette-gateway.5", dsgw::manual::make_settings_page());
    } catch (const std::exception& e) {
        std::cerr << "dsgw_manual: " << argv[1] << ": " << e.what() << '\n';
        return 1;
    }
    return 0;
}
