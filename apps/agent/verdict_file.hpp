#pragma once

#include <span>
#include <string>

#include "runtime/verdicts.hpp"

namespace bt::agent {

// Where the processes of one command tell each other which outputs they found equal to their references, so that each
// reference is computed once and not by each of a hundred processes. Gone or damaged, of another build or application:
// it is as if it were empty.
class VerdictFile {
public:
    // The applications of all chains stand in the file, with their parameters.
    VerdictFile(std::string path, std::span<const apps::Application* const> chains);

    void load(std::span<apps::Verdicts* const> chains);
    void save(
        std::span<apps::Verdicts* const> chains);  // what is new; a disk that takes no more is none of its business

private:
    std::string render(std::span<apps::Verdicts* const> chains) const;

    std::string path_;
    std::string first_line_;
    std::size_t saved_ = 0;
};

}  // namespace bt::agent
