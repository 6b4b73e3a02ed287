#pragma once

#include <sys/types.h>

#include <string>

#include "support/temporary_folder.hpp"

namespace bt::tests {

// A real sshd on loopback with keys of its own, and `ssh` and `scp` first in PATH that use a configuration of the
// test's own: nothing of the user's is read or written.
class Sshd {
public:
    enum class Key { accepted, refused };
    explicit Sshd(Key key = Key::accepted);
    ~Sshd();
    Sshd(const Sshd&) = delete;
    Sshd& operator=(const Sshd&) = delete;

    static bool is_here();
    // Where a session begins, and its HOME: nothing gets into the user's own.
    std::filesystem::path home() const { return folder_ / "home"; }
    // The file that the wrappers give to ssh and scp.
    std::filesystem::path config() const { return folder_ / "config"; }
    const std::string& host() const { return host_; }  // as the configuration calls it
    void stop();
    void change_host_key_known();  // the client now remembers another key

private:
    void write_keys(Key key);
    void write_login() const;
    void start();

    test::TemporaryFolder folder_;
    std::string host_ = "board";
    std::string port_;
    std::string path_before_;
    pid_t pid_ = -1;
    int stderr_ = -1;
};

}  // namespace bt::tests
