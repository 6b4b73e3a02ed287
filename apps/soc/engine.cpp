#include "soc/engine.hpp"

namespace bt::soc {

void ModelEngine::run(const apps::TaskObject& object, StageRange stages) {
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        object.app->run_cpu(stage, object.buffers, team_);
    }
}

}  // namespace bt::soc
