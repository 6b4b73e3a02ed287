#pragma once

#include <string>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/format/lenient.hpp"

namespace bt::format {

// Where the readers of a benchmark log report a fault: it is thrown, or counted where lenient.
class BenchFaults {
public:
    BenchFaults(std::string file, Lenient lenient) : file_(std::move(file)), lenient_(lenient) {}

    const std::string& file() const { return file_; }
    const LeftOut& left_out() const { return left_out_; }

    void report(std::size_t line, std::string_view expected, std::string_view found, std::string advice = {}) {
        report(data_error(Place{file_, line, 0}, expected, found, std::move(advice)));
    }

    void report(const Error& error) {
        if (lenient_ == Lenient::no) throw error;
        left_out_.add(error.failed());
    }

private:
    std::string file_;
    Lenient lenient_;
    LeftOut left_out_;
};

}  // namespace bt::format
