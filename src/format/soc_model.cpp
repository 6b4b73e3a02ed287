#include "bt/format/soc_model.hpp"

#include "bt/format/json_writer.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

std::string_view class_text(PuClass pu_class) {
    switch (pu_class) {
        case PuClass::cpu: return "cpu";
        case PuClass::gpu: return "gpu";
        case PuClass::other: break;
    }
    return "other";
}

void write(JsonWriter& json, const SocPu& pu) {
    json.begin_object(JsonLayout::line).member("name", pu.pu.name.str()).member("class", class_text(pu.pu_class));
    if (!pu.pu.cores.empty()) {
        json.key("cores").begin_array();
        for (const int core : pu.pu.cores) json.value(core);
        json.end();
    }
    if (pu.chunk_ms.count() != 0) json.member("chunk_ms", pu.chunk_ms.count());
    if (pu.stage_ms.count() != 0) json.member("stage_ms", pu.stage_ms.count());
    json.end();
}

void write_apps(JsonWriter& json, const SocModel& model) {
    json.key("apps").begin_object();
    for (const auto& [app, stages] : model.apps) {
        json.key(app.str()).begin_object().key("stages").begin_array();
        for (const SocStage& stage : stages) {
            json.begin_object(JsonLayout::line);
            for (const auto& [pu, time] : stage.times) json.member(pu.str(), time.count());
            json.end();
        }
        json.end().end();
    }
    json.end();
}

void write_interference(JsonWriter& json, const SocModel& model) {
    json.key("interference").begin_object();
    for (const auto& [slowed, factors] : model.interference) {
        json.key(slowed.str()).begin_object(JsonLayout::line);
        for (const auto& [busy, factor] : factors) json.member(busy.str(), factor);
        json.end();
    }
    json.end();
}

void write_sensitivity(JsonWriter& json, const SocModel& model) {
    json.key("sensitivity").begin_object();
    for (const auto& [app, stages] : model.apps) {
        json.key(app.str()).begin_array(JsonLayout::line);
        for (const SocStage& stage : stages) json.value(stage.sensitivity);
        json.end();
    }
    json.end();
}

}  // namespace

std::optional<Milliseconds> SocModel::time(const AppName& app, Stage stage, const PuName& pu) const {
    const auto stages = apps.find(app);
    if (stages == apps.end() || stage.index() >= stages->second.size()) return std::nullopt;
    const auto& times = stages->second[stage.index()].times;
    const auto found = times.find(pu);
    return found == times.end() ? std::nullopt : std::optional(found->second);
}

double SocModel::factor(const PuName& pu, const PuName& beside) const {
    const auto row = interference.find(pu);
    if (row == interference.end()) return 1;
    const auto found = row->second.find(beside);
    return found == row->second.end() ? 1 : found->second;
}

std::string render(const SocModel& model) {
    JsonWriter json;
    json.begin_object();
    write_kind(json, "soc-model", 1);
    json.member("name", model.name).key("pus").begin_array();
    for (const SocPu& pu : model.pus) write(json, pu);
    json.end();
    write_apps(json, model);
    write_interference(json, model);
    write_sensitivity(json, model);
    json.key("noise").begin_object(JsonLayout::line).member("cv", model.noise.cv);
    json.member("outlier_rate", model.noise.outlier_rate).member("outlier_factor", model.noise.outlier_factor).end();
    json.key("drift").begin_object(JsonLayout::line).member("cv", model.drift_cv).end();
    return json.end().take();
}

}  // namespace bt::format
