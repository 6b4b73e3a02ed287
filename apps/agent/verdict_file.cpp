#include "agent/verdict_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdio>
#include <optional>
#include <set>

#include "agent/output.hpp"
#include "agent/text_file.hpp"
#include "bt/core/error.hpp"
#include "bt/core/sha256.hpp"
#include "bt/core/version.hpp"

namespace bt::agent {
namespace {

std::string hex(std::uint64_t value) { return apps::checksum_text(value); }

std::string hex(const apps::Signature& signature) {
    std::string text;
    for (const std::uint64_t lane : signature) text += hex(lane);
    return text;
}

// What follows at the front of `text`, taken off.
std::optional<std::uint64_t> take_word(std::string_view& text) {
    constexpr std::size_t digits = 16;
    std::uint64_t value = 0;
    const std::size_t size = std::min(digits, text.size());
    const auto [end, fault] = std::from_chars(text.data(), text.data() + size, value, 16);
    if (fault != std::errc() || end != text.data() + digits) return std::nullopt;
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, apps::Signature& signature) {
    for (std::uint64_t& lane : signature) {
        const auto word = take_word(text);
        if (!word) return false;
        lane = *word;
    }
    return true;
}

std::optional<apps::EqualOutput> read_output(std::string_view line) {
    apps::EqualOutput output{};
    if (!take(line, output.givens) || !take(line, output.results)) return std::nullopt;
    const auto checksum = take_word(line);
    const auto error = take_word(line);
    if (!checksum || !error || !line.empty()) return std::nullopt;
    output.checksum = *checksum;
    output.largest_error = std::bit_cast<double>(*error);
    return output;
}

std::string end_line(std::string_view lines) { return "end " + sha256_hex(lines) + "\n"; }

// How many are known; what is equal in one chain may be so in another.
std::size_t count(std::span<apps::Verdicts* const> chains) {
    std::size_t all = 0;
    for (const apps::Verdicts* verdicts : chains) all += verdicts->equal().size();
    return all;
}

}  // namespace

VerdictFile::VerdictFile(std::string path, std::span<const apps::Application* const> chains)
    : path_(std::move(path)), first_line_("bt-verdicts 1 " + std::string(version()) + ' ' + std::string(build_id())) {
    for (const apps::Application* app : chains) {
        first_line_ += ' ' + app->name().str();
        for (const auto& [name, value] : app->params()) first_line_ += ' ' + name + '=' + value;
    }
    first_line_ += '\n';
}

void VerdictFile::load(std::span<apps::Verdicts* const> chains) {
    if (::access(path_.c_str(), R_OK) != 0) return;
    const std::string text = read_text_file(path_);
    const std::size_t end = text.rfind("end ");
    if (!text.starts_with(first_line_) || end == std::string::npos) return;
    std::string_view lines = std::string_view(text).substr(0, end);
    if (text.substr(end) != end_line(lines)) return;
    lines.remove_prefix(first_line_.size());
    while (!lines.empty()) {
        const std::size_t size = lines.find('\n');
        if (const auto output = read_output(lines.substr(0, size))) {
            for (apps::Verdicts* verdicts : chains) verdicts->trust(*output);
        }
        lines.remove_prefix(size + 1);
    }
    saved_ = count(chains);
}

std::string VerdictFile::render(std::span<apps::Verdicts* const> chains) const {
    std::string text = first_line_;
    std::set<std::string> told;
    for (const apps::Verdicts* verdicts : chains) {
        for (const apps::EqualOutput& output : verdicts->equal()) {
            const std::string line = hex(output.givens) + hex(output.results) + hex(output.checksum) +
                                     hex(std::bit_cast<std::uint64_t>(output.largest_error)) + '\n';
            if (told.insert(line).second) text += line;
        }
    }
    return text + end_line(text);
}

// Under a name of its own first: another process may read it at this moment.
void VerdictFile::save(std::span<apps::Verdicts* const> chains) {
    if (count(chains) == saved_) return;
    saved_ = count(chains);
    const std::string text = render(chains);
    const std::string fresh = path_ + '.' + std::to_string(::getpid());
    std::FILE* file = std::fopen(fresh.c_str(), "we");
    bool written = file != nullptr && std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (file != nullptr) written = std::fclose(file) == 0 && written;
    if (written && std::rename(fresh.c_str(), path_.c_str()) == 0) return;
    ::unlink(fresh.c_str());
    note("cannot keep verdicts in " + printable(path_, 200) + ": the next process computes them anew");
}

}  // namespace bt::agent
