#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace bt::cli {

class Terminal;

// While it lives, this thread waits for something and says nothing; where that takes a while, one line says for what.
class Waiting {
public:
    Waiting(Terminal& terminal, std::string text);
    ~Waiting();
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace bt::cli
