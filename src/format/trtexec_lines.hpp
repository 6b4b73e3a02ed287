#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bt::format {

// Lines of a trtexec log, what stands before "[I] " taken off.
class TrtexecLines {
public:
    explicit TrtexecLines(std::string_view text) : rest_(text) {}

    struct Line {
        std::size_t number;  // 1-based
        std::string_view content;
    };
    std::optional<Line> next();

private:
    std::string_view rest_;
    std::size_t number_ = 0;
};

// "  NAME   68.17   0.05   1.2": a name, which may hold spaces, then so many numbers. Nothing where it is not that.
struct NamedNumbers {
    std::string_view name;
    std::vector<double> numbers;
};
std::optional<NamedNumbers> named_numbers(std::string_view content, std::size_t numbers);

// Throws where the log says that trtexec failed, or that it began and does not say that it ended.
void require_whole_log(std::string_view text, const std::string& file);

}  // namespace bt::format
