#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bt/store/inventory.hpp"

namespace bt::serve {

// A file of the store that can be asked for.
struct Link {
    std::string path;  // percent-encoded, below the server's '/'
    std::string name;
};

// Everything of one day, application and device.
struct Shown {
    store::Holding holding;
    std::vector<Link> tables;
    std::vector<Link> raw_logs;
    std::vector<Link> figures;  // beside the tables
    std::vector<Link> schedules;
    std::vector<Link> result_logs;
    std::vector<Link> analysis;  // its figures, too
    std::vector<Link> traces;
};
std::vector<Shown> everything(const store::Layout& layout);

// Pages that `runner pipeline --report` left on that day.
std::vector<Link> reports(const store::Layout& layout, const store::Date& date);

std::string index_json(const store::Layout& layout, const std::vector<Shown>& all);
std::string page_html(const store::Layout& layout, const std::vector<Shown>& all);

std::string percent_encoded(std::string_view path);

}  // namespace bt::serve
