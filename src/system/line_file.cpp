#include "bt/system/line_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "system/posix.hpp"

namespace bt::system {
namespace {

bool ends_in_unfinished_line(int fd, off_t size) {
    char last = '\n';
    return size > 0 && ::pread(fd, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

void append_line(const std::filesystem::path& file, std::string_view line) {
    if (line.find('\n') != std::string_view::npos) throw host_error("a line for '" + file.native() + "' holds two");
    make_folders(folder_of(file));
    const Fd fd = open_file(file, O_RDWR | O_CREAT | O_APPEND);
    if (!fd) throw file_error("write", file, errno);
    lock_file(fd.get(), LOCK_EX, file);  // until the descriptor closes
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) throw file_error("write", file, errno);
    std::string bytes = ends_in_unfinished_line(fd.get(), about.st_size) ? "\n" : "";
    bytes.append(line).append("\n");
    int error = write_all(fd.get(), bytes);
    if (error == 0 && ::fdatasync(fd.get()) != 0) error = errno;
    if (error == 0) return;
    // Half a line helps nobody; if this fails too, the next writer ends it.
    [[maybe_unused]] const int cut = ::ftruncate(fd.get(), about.st_size);
    throw file_error("write", file, error);
}

}  // namespace bt::system
