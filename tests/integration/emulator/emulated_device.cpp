#include "integration/emulator/emulated_device.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

#include "bt/system/program.hpp"

namespace bt::tests {
namespace {

std::string read_line(int fd) {
    std::string line;
    for (char c; read(fd, &c, 1) == 1 && c != '\n';) line += c;
    return line;
}

}  // namespace

std::string free_port() {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(fd, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    close(fd);
    return std::to_string(ntohs(address.sin_port));
}

EmulatedDevice::EmulatedDevice(std::vector<std::string> flags) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    flags.insert(flags.begin(), BT_EMULATOR);
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        std::vector<char*> argv;
        for (const std::string& flag : flags) argv.push_back(const_cast<char*>(flag.c_str()));
        argv.push_back(nullptr);
        execv(argv[0], argv.data());
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    const std::string line = read_line(out[0]);
    close(out[0]);
    port_ = line.substr(line.rfind(':') + 1);
}

EmulatedDevice::~EmulatedDevice() {
    end_stdin();
    wait();
}

void EmulatedDevice::end_stdin() {
    if (stdin_ >= 0) close(stdin_);
    stdin_ = -1;
}

int EmulatedDevice::wait() {
    if (pid_ < 0) return -1;
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool adb_is_here() { return system::find_program("adb").has_value(); }

AdbServer::AdbServer() : port_(free_port()) { adb({"start-server"}); }

AdbServer::~AdbServer() { adb({"kill-server"}); }

system::ChildResult AdbServer::adb(std::vector<std::string> arguments, Nanoseconds deadline) const {
    arguments.insert(arguments.begin(), "adb");
    system::ChildOptions options;
    options.deadline = deadline;
    return system::run_child(
        {std::move(arguments), {{"HOME", home_.path().string()}, {"ANDROID_ADB_SERVER_PORT", port_}}}, options);
}

system::ChildResult AdbServer::on(const EmulatedDevice& device, std::vector<std::string> arguments,
                                  Nanoseconds deadline) const {
    arguments.insert(arguments.begin(), {"-s", device.address()});
    return adb(std::move(arguments), deadline);
}

void AdbServer::use_here() const {
    setenv("HOME", home_.path().c_str(), 1);
    setenv("ANDROID_ADB_SERVER_PORT", port_.c_str(), 1);
}

void AdbServer::connect(const EmulatedDevice& device) const { adb({"connect", device.address()}); }

std::string AdbServer::state_of(const EmulatedDevice& device) const {
    const std::string list = adb({"devices"}).out;
    const std::size_t at = list.find(device.address() + "\t");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + device.address().size() + 1;
    return list.substr(begin, list.find('\n', begin) - begin);
}

}  // namespace bt::tests
