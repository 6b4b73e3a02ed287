// Answers `--version` as bt-agent does, and hangs in everything else: `info` first writes its process id into the file
// `hanging` of its working folder.

#include <unistd.h>

#include <cstdio>
#include <string>

#include "bt/core/version.hpp"

#ifndef ODD_VERSION
#define ODD_VERSION bt::version()
#endif

int main(int argc, char** argv) {
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "--version") {
        std::printf("bt-agent %s odd\n", std::string(ODD_VERSION).c_str());
        return 0;
    }
    std::FILE* file = std::fopen("hanging.new", "we");
    if (file == nullptr) return 1;
    std::fprintf(file, "%d\n", getpid());
    std::fclose(file);
    std::rename("hanging.new", "hanging");
    for (;;) pause();
}
