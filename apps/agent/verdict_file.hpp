#pragma once

#include <string>

#include "runtime/verdicts.hpp"

namespace bt::agent {

// Where the processes of one command tell each other which outputs they found equal to their references, so that each
// reference is computed once and not by each of a hundred processes. Gone or damaged, of another build or application:
// it is as if it were empty.
class VerdictFile {
public:
    // `app` with its parameters stands in the file.
    VerdictFile(std::string path, const apps::Application& app);

    void load(apps::Verdicts& verdicts);
    void save(const apps::Verdicts& verdicts);  // what is new; a disk that takes no more is none of its business

private:
    std::string render(const apps::Verdicts& verdicts) const;

    std::string path_;
    std::string first_line_;
    std::size_t saved_ = 0;
};

}  // namespace bt::agent
