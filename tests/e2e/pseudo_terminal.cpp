#include "e2e/pseudo_terminal.hpp"

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace bt::e2e {

Screen run_on_terminal(const std::vector<std::string>& argv,
                       const std::vector<std::pair<std::string, std::string>>& environment) {
    int master = -1;
    const pid_t child = forkpty(&master, nullptr, nullptr, nullptr);
    if (child < 0) throw std::runtime_error("no pseudo terminal");
    if (child == 0) {
        setenv("TERM", "xterm", 1);
        for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
        std::vector<char*> arguments;
        for (const std::string& each : argv) arguments.push_back(const_cast<char*>(each.c_str()));
        arguments.push_back(nullptr);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    Screen screen;
    char bytes[4096];
    for (ssize_t got; (got = ::read(master, bytes, sizeof bytes)) > 0;)
        screen.text.append(bytes, static_cast<std::size_t>(got));
    ::close(master);
    int status = 0;
    waitpid(child, &status, 0);
    screen.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return screen;
}

}  // namespace bt::e2e
