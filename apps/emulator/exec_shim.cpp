// Preloaded into the commands of the emulated device. Starting a program of another architecture becomes starting
// qemu's user emulator with it, which the kernel would do only where an administrator has registered it; and a folder
// can be made to look as if it were mounted noexec. Plain C library calls only: it runs inside /bin/sh.

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

using Execve = int (*)(const char*, char* const[], char* const[]);

Execve real_execve() {
    static const auto found = reinterpret_cast<Execve>(dlsym(RTLD_NEXT, "execve"));
    return found;
}

bool is_arm64_program(const char* path) {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    Elf64_Ehdr header{};
    const bool whole = read(fd, &header, sizeof header) == static_cast<ssize_t>(sizeof header);
    close(fd);
    return whole && std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_machine == EM_AARCH64;
}

bool lies_in_the_devices_folder(const char* path) {
    const char* root = std::getenv("BT_EMULATOR_ROOT");
    std::array<char, PATH_MAX> real{};
    if (!root || !realpath(path, real.data())) return false;
    const std::size_t length = std::strlen(root);
    return std::strncmp(real.data(), root, length) == 0 && real[length] == '/';
}

const char* qemu() {
    for (const char* path : {"/usr/bin/qemu-aarch64-static", "/usr/bin/qemu-aarch64"}) {
        if (access(path, X_OK) == 0) return path;
    }
    return nullptr;
}

int start_under_qemu(const char* path, char* const argv[], char* const envp[]) {
    const char* emulator = qemu();
    if (!emulator) {
        errno = ENOEXEC;
        return -1;
    }
    std::vector<char*> arguments{const_cast<char*>(emulator), const_cast<char*>("-0"), argv[0],
                                 const_cast<char*>(path)};
    for (std::size_t i = 1; argv[0] && argv[i]; ++i) arguments.push_back(argv[i]);
    arguments.push_back(nullptr);
    std::vector<char*> environment;  // the guest's loader could not load this library
    for (char* const* each = envp; each && *each; ++each) {
        if (std::strncmp(*each, "LD_PRELOAD=", 11) != 0) environment.push_back(*each);
    }
    environment.push_back(nullptr);
    return real_execve()(emulator, arguments.data(), environment.data());
}

}  // namespace

extern "C" int execve(const char* path, char* const argv[], char* const envp[]) {
    const bool noexec = std::getenv("BT_EMULATOR_NOEXEC") != nullptr;
    if (noexec && access(path, F_OK) == 0 && lies_in_the_devices_folder(path)) {
        errno = EACCES;
        return -1;
    }
    if (access(path, X_OK) == 0 && is_arm64_program(path)) return start_under_qemu(path, argv, envp);
    return real_execve()(path, argv, envp);
}

// The C library's own versions of these do not come back to the one above. setsid and env use execvp.
extern "C" int execv(const char* path, char* const argv[]) { return execve(path, argv, environ); }

extern "C" int execvpe(const char* file, char* const argv[], char* const envp[]) {
    if (std::strchr(file, '/') != nullptr) return execve(file, argv, envp);
    const char* folders = std::getenv("PATH");
    std::array<char, PATH_MAX> path{};
    bool denied = false;
    errno = ENOENT;
    while (folders != nullptr && *folders != '\0') {
        const std::size_t length = std::strcspn(folders, ":");
        if (length + 1 + std::strlen(file) < path.size()) {
            std::memcpy(path.data(), folders, length);
            path[length] = '/';
            std::strcpy(path.data() + length + 1, file);
            execve(path.data(), argv, envp);
            if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) return -1;
            denied = denied || errno == EACCES;
        }
        folders += folders[length] == ':' ? length + 1 : length;
    }
    if (denied) errno = EACCES;
    return -1;
}

extern "C" int execvp(const char* file, char* const argv[]) { return execvpe(file, argv, environ); }
