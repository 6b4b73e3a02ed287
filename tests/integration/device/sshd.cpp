#include "integration/device/sshd.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "bt/system/child.hpp"
#include "bt/system/program.hpp"
#include "integration/emulator/emulated_device.hpp"

namespace bt::tests {
namespace {

void make_key(const std::filesystem::path& file) {
    system::run_child({{"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.string()}});
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_wrapper(const std::filesystem::path& folder, const std::string& program) {
    const auto real = system::find_program(program);
    test::write_text(folder / "bin" / program,
                     "#!/bin/sh\nexec " + real->string() + " -F " + (folder / "config").string() + " \"$@\"\n");
    std::filesystem::permissions(folder / "bin" / program, std::filesystem::perms::owner_all);
}

}  // namespace

bool Sshd::is_here() {
    return std::filesystem::exists("/usr/sbin/sshd") && std::filesystem::exists("/usr/lib/openssh/sftp-server") &&
           system::find_program("ssh") && system::find_program("ssh-keygen");
}

Sshd::Sshd(Key key) : port_(free_port()), path_before_(getenv("PATH")) {
    write_keys(key);
    const std::string user = getpwuid(getuid())->pw_name;
    test::write_text(folder_ / "config", "Host board\n  HostName 127.0.0.1\n  Port " + port_ + "\n  User " + user +
                                             "\n  IdentityFile " + (folder_ / "user").string() +
                                             "\n  IdentitiesOnly yes\n  UserKnownHostsFile " +
                                             (folder_ / "known").string() +
                                             "\n  GlobalKnownHostsFile /dev/null\n  StrictHostKeyChecking yes\n");
    write_login();
    write_wrapper(folder_.path(), "ssh");
    write_wrapper(folder_.path(), "scp");
    setenv("PATH", ((folder_ / "bin").string() + ":" + path_before_).c_str(), 1);
    start();
}

Sshd::~Sshd() {
    stop();
    setenv("PATH", path_before_.c_str(), 1);
}

void Sshd::write_keys(Key key) {
    for (const char* name : {"host", "user", "other"}) make_key(folder_ / name);
    const char* authorized = key == Key::accepted ? "user.pub" : "other.pub";
    test::write_text(folder_ / "authorized", text_of(folder_ / authorized));
    test::write_text(folder_ / "known", "[127.0.0.1]:" + port_ + " " + text_of(folder_ / "host.pub"));
}

// Every session, scp's too, runs through it. What the test's adb needs is handed on.
void Sshd::write_login() const {
    std::filesystem::create_directories(home());
    const char* adb_port = getenv("ANDROID_ADB_SERVER_PORT");
    test::write_text(folder_ / "login",
                     "#!/bin/sh\nexport HOME=" + home().string() +
                         (adb_port ? std::string("\nexport ANDROID_ADB_SERVER_PORT=") + adb_port : "") +
                         "\ncd \"$HOME\" && exec sh -c \"$SSH_ORIGINAL_COMMAND\"\n");
    std::filesystem::permissions(folder_ / "login", std::filesystem::perms::owner_all);
}

void Sshd::change_host_key_known() {
    test::write_text(folder_ / "known", "[127.0.0.1]:" + port_ + " " + text_of(folder_ / "other.pub"));
}

// sshd says when it listens: nobody need guess or wait.
void Sshd::start() {
    mkdir("/run/sshd", 0755);  // where sshd, started by root, wants to lock itself in
    test::write_text(folder_ / "sshd_config",
                     "Port " + port_ + "\nListenAddress 127.0.0.1\nHostKey " + (folder_ / "host").string() +
                         "\nAuthorizedKeysFile " + (folder_ / "authorized").string() +
                         "\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\n"
                         "PidFile none\nSubsystem sftp /usr/lib/openssh/sftp-server\nForceCommand " +
                         (folder_ / "login").string() +
                         // Before the session's first shell: it would run the user's own .bashrc, which may take long.
                         "\nSetEnv HOME=" + home().string() + " BT_AGENT_LOCK=" + (home() / "bt-agent.lock").string() +
                         "\n");
    std::array<int, 2> said{};
    if (pipe2(said.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const std::string config = (folder_ / "sshd_config").string();
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        dup2(said[1], STDERR_FILENO);
        execl("/usr/sbin/sshd", "/usr/sbin/sshd", "-D", "-e", "-f", config.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    close(said[1]);
    std::string text;
    char byte = 0;
    while (text.find("Server listening") == std::string::npos && read(said[0], &byte, 1) == 1) text += byte;
    if (text.find("Server listening") == std::string::npos) throw std::runtime_error("sshd: " + text);
    // Its further words go nowhere, but its stderr must stay open.
    fcntl(said[0], F_SETFL, O_NONBLOCK);
    stderr_ = said[0];
}

void Sshd::stop() {
    if (pid_ > 0) {
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
    }
    if (stderr_ >= 0) close(stderr_);
    pid_ = stderr_ = -1;
}

}  // namespace bt::tests
