#include "bt/execute/attempt.hpp"
#include "execute/section_stream.hpp"

namespace bt::execute {
namespace {

// Sections one after the other, until one is not what it should be.
class Sections {
public:
    Sections(system::GrowingLog& log, const std::vector<Shared>& schedules) : log_(log), schedules_(schedules) {}

    void take(std::string_view line) {
        if (broken_ || outcomes_.size() == schedules_.size()) return;
        if (!section_) section_.emplace(log_, schedules_[outcomes_.size()].uid);
        section_->take(line);
        if (line != "### Python End ###") return;
        const auto outcome = section_->finish();
        section_.reset();
        if (outcome) {
            outcomes_.push_back(*outcome);
        } else {
            broken_ = true;
        }
    }

    std::vector<Outcome> take_outcomes() {
        section_.reset();  // one that was cut
        return std::move(outcomes_);
    }

private:
    system::GrowingLog& log_;
    const std::vector<Shared>& schedules_;
    std::optional<SectionStream> section_;
    std::vector<Outcome> outcomes_;
    bool broken_ = false;
};

}  // namespace

std::vector<Outcome> attempt_together(Connection& connection, const std::vector<std::string>& arguments,
                                      const std::vector<Shared>& schedules, Nanoseconds deadline,
                                      system::GrowingLog& log) {
    device::Program program{{connection.agent(), "run"}};
    const auto add = [&](const std::vector<std::string>& words) {
        program.argv.insert(program.argv.end(), words.begin(), words.end());
    };
    add(arguments);
    add(connection.schedule_flags());
    for (const Shared& each : schedules) add({"--uid", each.uid});
    for (const Shared& each : schedules) add({"--run", std::to_string(each.noise)});
    Sections sections(log, schedules);
    device::ExecuteOptions options;
    options.on_out_line = [&](std::string_view line) { sections.take(line); };
    options.on_err_line = [](std::string_view) {};
    options.deadline = deadline;
    try {
        connection.device().execute(program, options);
    } catch (const device::Failure&) {
        // attempt() tries each of the rest by itself and says what is wrong.
    }
    return sections.take_outcomes();
}

}  // namespace bt::execute
