#include "soc/engine.hpp"

namespace bt::soc {

bool ModelEngine::can_run(const apps::Application& app, Stage stage) const {
    for (const Timing* timing : timings_) {
        if (timing->app() == app.name()) return timing->can_run(index_, stage);
    }
    return false;
}

void ModelEngine::run(const apps::TaskObject& object, StageRange stages) {
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        object.app->run_cpu(stage, object.buffers, team_);
    }
}

}  // namespace bt::soc
