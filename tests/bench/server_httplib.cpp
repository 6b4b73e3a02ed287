// A server of a folder on cpp-httplib, as Debian ships it, set up as well as we know how: the peer of bench_server.
// Names of files are looked up by the same code as in ours, so that only requests and connections differ.
//   server_httplib FOLDER KEEP_ALIVE READ    prints its address, serves until SIGINT or SIGTERM; a client may be idle
//                                            for so many seconds, and take so many for each piece of a request
//   server_httplib                           ends at once: what starting a program with this library costs

#include <httplib.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <thread>

#include "bt/system/signals.hpp"
#include "serve/store_files.hpp"

namespace {

// A thread for each client that is there, because the library keeps one as long as a connection is open.
class GrowingQueue : public httplib::TaskQueue {
public:
    void enqueue(std::function<void()> task) override {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        if (tasks_.size() > idle_) threads_.emplace_back([this] { work(); });
        ready_.notify_one();
    }

    void shutdown() override {
        {
            const std::lock_guard lock(mutex_);
            ends_ = true;
            ready_.notify_all();
        }
        for (std::thread& thread : threads_) thread.join();
    }

private:
    void work() {
        for (;;) {
            std::unique_lock lock(mutex_);
            ++idle_;
            ready_.wait(lock, [this] { return ends_ || !tasks_.empty(); });
            --idle_;
            if (tasks_.empty()) return;
            const std::function<void()> task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
    }

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> tasks_;
    std::vector<std::thread> threads_;
    std::size_t idle_ = 0;
    bool ends_ = false;
};

class Peer : public httplib::Server {
public:
    Peer(const char* folder, int keep_alive_s, int read_s) : files_(folder) {
        new_task_queue = [] { return new GrowingQueue; };
        set_tcp_nodelay(true);
        set_socket_options([](socket_t) {});  // its own would let a second server take the same port
        set_keep_alive_max_count(SIZE_MAX);
        set_keep_alive_timeout(keep_alive_s);
        set_read_timeout(read_s);
        Get("/files/(.*)", [this](const httplib::Request& request, httplib::Response& response) {
            const std::lock_guard lock(mutex_);
            const auto found = files_.find(std::filesystem::path(request.matches[1].str()));
            if (!found || !found->text) {
                response.status = 404;
                return;
            }
            response.set_header("ETag", found->etag);
            response.set_content(*found->text, "application/json");
        });
    }

    int bind() {
        const int port = bind_to_any_port("127.0.0.1");
        ::listen(svr_sock_, 1024);  // the library was built with 5
        return port;
    }

private:
    std::mutex mutex_;
    bt::serve::StoreFiles files_;
};

void allow_many_files() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** words) {
    if (count < 4) return 0;
    allow_many_files();
    bt::system::Cancellation stop;
    const bt::system::InterruptSignals signals(stop);
    Peer peer(words[1], std::atoi(words[2]), std::atoi(words[3]));
    std::printf("http://127.0.0.1:%d/\n", peer.bind());
    std::fflush(stdout);
    std::thread serving([&] { peer.listen_after_bind(); });
    while (!stop.wait(std::chrono::hours(24))) {
    }
    peer.stop();
    serving.join();
    return 0;
}
