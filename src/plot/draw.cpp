#include "bt/plot/draw.hpp"

#include <stdlib.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/child.hpp"
#include "bt/system/file_reader.hpp"
#include "plot/check.hpp"
#include "plot/describe.hpp"

namespace bt::plot {
namespace {

constexpr std::array all_formats{ImageFormat::png, ImageFormat::svg, ImageFormat::pdf};
constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20U;

void check_stem(const std::string& stem) {
    const bool plain = std::all_of(stem.begin(), stem.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view(".-+_%").find(c) != std::string_view::npos;
    });
    if (plain && !stem.empty() && stem.front() != '.' && stem.front() != '-') return;
    throw data_error("'" + printable(stem) + "' is no name for a figure's files");
}

// gnuplot draws here; whole files are then put where they belong.
class Workshop {
public:
    Workshop() {
        std::string name = (std::filesystem::temp_directory_path() / "bt-figures-XXXXXX").string();
        if (!::mkdtemp(name.data())) {
            throw host_error("no temporary folder can be made in " + std::filesystem::temp_directory_path().string(),
                             "is the disk full? TMPDIR names another place");
        }
        folder_ = name;
    }
    ~Workshop() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

// gnuplot says first where and then what: a line number, the command, a caret, the reason.
std::string reason_of(const system::ChildResult& result) {
    std::string last;
    for (std::size_t begin = 0; begin < result.err.size();) {
        const std::size_t end = std::min(result.err.find('\n', begin), result.err.size());
        if (end > begin) last = result.err.substr(begin, end - begin);
        begin = end + 1;
    }
    return system::to_string(result) + (last.empty() ? "" : ": " + printable(last, 200));
}

void run_gnuplot(const std::filesystem::path& folder, std::span<const NamedFigure> figures,
                 const DrawOptions& options) {
    system::Command command{{"gnuplot", "-d"}, {{"LC_ALL", "C.UTF-8"}, {"GNUPLOT_LIB", ""}}, folder};
    for (const NamedFigure& figure : figures) command.argv.push_back(figure.stem + ".gp");
    system::ChildOptions child;
    child.deadline = std::chrono::duration_cast<Nanoseconds>(options.deadline);
    if (options.cancel) child.cancel.push_back(options.cancel);
    const system::ChildResult result = system::run_child(command, child);
    if (result.end == system::ChildEnd::not_found) {
        throw host_error("gnuplot is missing, so no figure can be drawn", "install it: apt install gnuplot-nox");
    }
    if (options.cancel) options.cancel->throw_if_requested();
    if (!result.succeeded()) {
        throw host_error("gnuplot " + reason_of(result), "version 5.4 with pngcairo and pdfcairo is needed");
    }
}

std::vector<std::string> names_of(const NamedFigure& figure, const DrawOptions& options) {
    std::vector<std::string> names;
    for (const ImageFormat format : options.formats) {
        names.push_back(figure.stem + "." + std::string(to_string(format)));
    }
    names.push_back(figure.stem + ".gp");
    names.push_back(figure.stem + ".dat");
    return names;
}

// Nobody else reads these, so they need not survive a crash: plain writes, where an AtomicFile waits for the disk.
void write_scratch(const std::filesystem::path& file, std::string_view bytes) {
    std::ofstream out(file, std::ios::binary);
    out << bytes;
    if (!out.flush()) throw host_error("'" + file.string() + "' could not be written", "is the disk full?");
}

void write_scripts(const std::filesystem::path& folder, std::span<const NamedFigure> figures,
                   const DrawOptions& options) {
    for (const NamedFigure& figure : figures) {
        const FigureFiles files = describe(figure, options.formats);
        write_scratch(folder / (figure.stem + ".gp"), files.script);
        write_scratch(folder / (figure.stem + ".dat"), files.data);
    }
}

// A picture of an earlier drawing in a format that was not asked for now would show other numbers than its script.
void remove_other_formats(const std::filesystem::path& folder, const std::string& stem, const DrawOptions& options) {
    for (const ImageFormat format : all_formats) {
        if (std::find(options.formats.begin(), options.formats.end(), format) != options.formats.end()) continue;
        std::error_code ignored;
        std::filesystem::remove(folder / (stem + "." + std::string(to_string(format))), ignored);
    }
}

}  // namespace

std::string_view to_string(ImageFormat format) {
    switch (format) {
        case ImageFormat::png: return "png";
        case ImageFormat::svg: return "svg";
        case ImageFormat::pdf: return "pdf";
    }
    return {};
}

ImageFormat parse_image_format(std::string_view text) {
    std::vector<std::string> names;
    for (const ImageFormat format : all_formats) {
        if (to_string(format) == text) return format;
        names.emplace_back(to_string(format));
    }
    throw usage_error("'" + printable(text) + "' is no format of figures", did_you_mean(text, names));
}

FigureFiles describe(const NamedFigure& figure, std::span<const ImageFormat> formats) {
    check_stem(figure.stem);
    return std::visit(
        [&](const auto& each) {
            check(each);
            return script_of(each).files(figure.stem, formats);
        },
        figure.figure);
}

std::vector<std::filesystem::path> draw(const std::filesystem::path& folder, std::span<const NamedFigure> figures,
                                        const DrawOptions& options) {
    std::vector<std::filesystem::path> placed;
    if (figures.empty()) return placed;
    const Workshop workshop;
    write_scripts(workshop.folder(), figures, options);
    run_gnuplot(workshop.folder(), figures, options);
    for (const NamedFigure& figure : figures) {
        for (const std::string& name : names_of(figure, options)) {
            system::write_file_atomically(folder / name, system::read_file(workshop.folder() / name, most_bytes));
            placed.push_back(folder / name);
        }
        remove_other_formats(folder, figure.stem, options);
    }
    return placed;
}

}  // namespace bt::plot
