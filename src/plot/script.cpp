#include "plot/script.hpp"

#include <charconv>

#include "plot/text.hpp"

namespace bt::plot {
namespace {

std::string_view to_string(Align align) {
    switch (align) {
        case Align::left: return "left";
        case Align::centre: return "center";
        case Align::right: return "right";
    }
    return {};
}

// Sizes of text are points at 96 dots per inch in each of them, so that one layout suits all.
std::string terminal_of(ImageFormat format, double width, double height) {
    const std::string size = number_text(width) + "," + number_text(height);
    const std::string rest = "noenhanced background rgb 'white'";
    switch (format) {
        case ImageFormat::png: return "pngcairo size " + size + " font 'Sans,10' " + rest;
        case ImageFormat::svg: return "svg size " + size + " font 'sans-serif,10' fontscale 1.333333 " + rest;
        case ImageFormat::pdf:
            return "pdfcairo size " + number_text(width / 96) + "in," + number_text(height / 96) +
                   "in font 'Sans,10' " + rest;
    }
    return {};
}

}  // namespace

std::string number_text(double value) {
    char text[32];
    const auto [end, fault] = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 7);
    return fault == std::errc() ? std::string(text, end) : "0";
}

std::string Script::word(std::string_view label) {
    words_.push_back(label_text(label));
    return "words[" + std::to_string(words_.size()) + "]";
}

std::string Script::place(Point at) const {
    return "screen " + number_text(at.x / width_) + ", screen " + number_text(1 - at.y / height_);
}

void Script::area(const Box& box) {
    command("set lmargin at screen " + number_text(box.from.x / width_));
    command("set rmargin at screen " + number_text(box.to.x / width_));
    command("set tmargin at screen " + number_text(1 - box.from.y / height_));
    command("set bmargin at screen " + number_text(1 - box.to.y / height_));
}

void Script::label(std::string_view text, Point at, const LabelStyle& style) {
    std::string line = "set label " + std::to_string(++labels_) + " " + word(text) + " at " + place(at) + " ";
    line += to_string(style.align);
    if (style.rotate) line += " rotate by " + std::to_string(style.rotate);
    line += " noenhanced font '," + number_text(style.points) + "' textcolor rgb '" + hex(style.colour) + "' front";
    command(std::move(line));
}

void Script::rectangle(const Box& box, Rgb fill, Rgb border) {
    command("set object " + std::to_string(++objects_) + " rectangle from " + place(box.from) + " to " + place(box.to) +
            " fillcolor rgb '" + hex(fill) + "' fillstyle solid 1 border rgb '" + hex(border) + "'");
}

void Script::hatched(const Box& box) {
    command("set object " + std::to_string(++objects_) + " rectangle from " + place(box.from) + " to " + place(box.to) +
            " fillcolor rgb '" + hex(pale_grey) + "' fillstyle pattern 4 border rgb '" + hex(pale_grey) + "'");
}

void Script::point(Point at, int type, Rgb colour) {
    command("set label " + std::to_string(++labels_) + " '' at " + place(at) + " point pointtype " +
            std::to_string(type) + " pointsize 0.9 linecolor rgb '" + hex(colour) + "' front");
}

void Script::line(Point from, Point to, Rgb colour, std::string_view dash) {
    command("set arrow " + std::to_string(++arrows_) + " from " + place(from) + " to " + place(to) +
            " nohead linecolor rgb '" + hex(colour) + "'" + std::string(dash));
}

void Script::colour_bar(const Box& box) {
    command("set colorbox vertical user origin " + place({box.from.x, box.to.y}) + " size screen " +
            number_text((box.to.x - box.from.x) / width_) + ", screen " +
            number_text((box.to.y - box.from.y) / height_) + " front noborder");
}

void Script::plot(std::string_view columns, const std::vector<std::vector<std::string>>& rows,
                  std::string_view element) {
    if (rows.empty()) return;
    std::string block = "# " + std::string(columns) + "\n";
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) block += (i ? "\t" : "") + label_text(row[i]);
        block += '\n';
    }
    blocks_.push_back(std::move(block));
    elements_.push_back({std::string(element), blocks_.size()});
}

void Script::intervals(std::string_view columns, const std::vector<std::vector<std::string>>& rows, Along along,
                       Rgb ink) {
    const std::string from = along == Along::y ? "using 1:3:(0):($4-$3)" : "using 3:2:($4-$3):(0)";
    plot(columns, rows,
         from + " with vectors heads size screen " + number_text(3 / width_) + ",90 fixed linecolor rgb '" + hex(ink) +
             "'");
}

FigureFiles Script::files(const std::string& stem, std::span<const ImageFormat> formats) const {
    const std::string data = "'" + stem + ".dat'";
    FigureFiles files;
    std::string& out = files.script;
    out = "# Draws this figure again: gnuplot -d " + stem + ".gp, in this folder. Numbers and labels: " + stem +
          ".dat\nreset\nset encoding utf8\nset datafile separator \"\\t\"\n";
    out += "array words[" + std::to_string(words_.size()) + "]\nset table $unused\nplot " + data +
           " index 0 using (words[int($1)] = strcol(2), 0) with table\nunset table\nunset key\n";
    for (const std::string& command : commands_) out += command + "\n";
    std::string plot = "plot ";
    for (std::size_t i = 0; i < elements_.size(); ++i) {
        const Element& element = elements_[i];
        if (i) plot += ", \\\n     ";
        if (element.block) plot += data + " index " + std::to_string(element.block) + " ";
        plot += element.text;
    }
    for (std::size_t i = 0; i < formats.size(); ++i) {
        out += "set terminal " + terminal_of(formats[i], width_, height_) + "\nset output '" + stem + "." +
               std::string(plot::to_string(formats[i])) + "'\n" + (i ? "replot" : plot) + "\nset output\n";
    }
    files.data = "# word label\n";
    for (std::size_t i = 0; i < words_.size(); ++i) files.data += std::to_string(i + 1) + "\t" + words_[i] + "\n";
    for (const std::string& block : blocks_) files.data += "\n\n" + block;
    return files;
}

}  // namespace bt::plot
