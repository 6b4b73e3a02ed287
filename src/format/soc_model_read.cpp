#include <algorithm>
#include <set>

#include "bt/format/soc_model.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

constexpr double largest_cv = 10;
constexpr int last_core = 4095;
constexpr std::size_t longest_name = 100;

double cv_of(const JsonCursor& cursor) { return cursor.number(0, largest_cv); }

PuClass pu_class_of(const JsonCursor& cursor, const PuName& pu) {
    const std::string& text = cursor.string();
    PuClass found = PuClass::other;
    if (text == "cpu") {
        found = PuClass::cpu;
    } else if (text == "gpu") {
        found = PuClass::gpu;
    } else if (text != "other") {
        throw cursor.fault("a class: cpu, gpu or other");
    }
    const PuClass known = class_of(pu);
    if (known != PuClass::other && known != found) throw cursor.fault("the class that " + pu.str() + " always has");
    return found;
}

class PuReader {
public:
    SocPu read(const JsonCursor& cursor) {
        PuName name = pu_name_of(cursor.at("name"));
        if (!names_.insert(name).second) throw cursor.at("name").fault("each PU once");
        SocPu out{.pu = {.name = name, .cores = {}}, .pu_class = pu_class_of(cursor.at("class"), name)};
        const auto cores = cursor.find("cores");
        if (cores) out.pu.cores = cores_of(*cores);
        if ((out.pu_class == PuClass::cpu) != !out.pu.cores.empty()) {
            throw cursor.fault_found("'cores' on every PU of class cpu, and on no other",
                                     name.str() + (out.pu.cores.empty() ? " without cores" : " with cores"));
        }
        if (const auto time = cursor.find("chunk_ms")) out.chunk_ms = time_of(*time);
        if (const auto time = cursor.find("stage_ms")) out.stage_ms = time_of(*time);
        return out;
    }

private:
    std::vector<int> cores_of(const JsonCursor& list) {
        std::vector<int> cores;
        for (const JsonCursor& core : list.items(last_core + 1)) {
            cores.push_back(static_cast<int>(core.integer(0, last_core)));
            if (!cores_.insert(cores.back()).second) throw core.fault("a core that no PU before has");
        }
        return cores;
    }

    std::set<PuName> names_;
    std::set<int> cores_;
};

class ModelReader {
public:
    explicit ModelReader(const JsonCursor& root) : root_(root) {}

    SocModel read() {
        require_kind(root_, "soc-model", 1);
        read_name();
        read_pus();
        for (const auto& [key, app] : root_.at("apps").entries(longest_list)) {
            model_.apps.emplace(app_name_of_key(app, key), stages_of(app.at("stages")));
        }
        if (const auto interference = root_.find("interference")) read_interference(*interference);
        if (const auto sensitivity = root_.find("sensitivity")) read_sensitivity(*sensitivity);
        if (const auto noise = root_.find("noise")) read_noise(*noise);
        if (const auto drift = root_.find("drift")) model_.drift_cv = cv_of(drift->at("cv"));
        return std::move(model_);
    }

private:
    // It becomes part of a device id, so a file name's rules are its own.
    void read_name() {
        const JsonCursor name = root_.at("name");
        model_.name = name.string();
        device_id_of(name);
        if (model_.name.size() > longest_name) throw name.fault("a name of at most 100 bytes");
    }

    void read_pus() {
        const JsonCursor list = root_.at("pus");
        PuReader reader;
        for (const JsonCursor& pu : list.items(most_pus)) model_.pus.push_back(reader.read(pu));
        if (model_.pus.empty()) throw list.fault("one PU or more");
    }

    PuName known_pu(const JsonCursor& value, const std::string& key) const {
        PuName name = pu_name_of_key(value, key);
        const bool known =
            std::any_of(model_.pus.begin(), model_.pus.end(), [&](const SocPu& pu) { return pu.pu.name == name; });
        if (!known) throw value.fault_found("a value for one of the model's PUs", "one for '" + name.str() + "'");
        return name;
    }

    std::vector<SocStage> stages_of(const JsonCursor& list) const {
        std::vector<SocStage> stages;
        for (const JsonCursor& stage : list.items(max_stages)) {
            SocStage& out = stages.emplace_back();
            for (const auto& [key, time] : stage.entries(most_pus)) {
                out.times.emplace(known_pu(time, key), positive_time_of(time));
            }
            if (out.times.empty()) throw stage.fault_found("a time on one PU or more", "a stage that nothing can run");
        }
        if (stages.empty()) throw list.fault("one stage or more");
        return stages;
    }

    void read_interference(const JsonCursor& cursor) {
        for (const auto& [key, row] : cursor.entries(most_pus)) {
            const PuName slowed = known_pu(row, key);
            for (const auto& [beside, factor] : row.entries(most_pus)) {
                const PuName busy = known_pu(factor, beside);
                if (busy == slowed)
                    throw factor.fault_found("factors of other PUs", "one of " + busy.str() + " itself");
                model_.interference[slowed].emplace(busy, factor_of(factor));
            }
        }
    }

    void read_sensitivity(const JsonCursor& cursor) {
        for (const auto& [key, list] : cursor.entries(longest_list)) {
            const auto app = model_.apps.find(app_name_of_key(list, key));
            if (app == model_.apps.end()) {
                throw list.fault_found("sensitivities of the model's applications", "those of '" + key + "'");
            }
            const auto values = list.items(max_stages);
            if (values.size() != app->second.size()) {
                throw list.fault("a list of " + std::to_string(app->second.size()) + ", one for each stage of " + key);
            }
            for (std::size_t i = 0; i < values.size(); ++i) {
                app->second[i].sensitivity = values[i].number(0, largest_sensitivity);
            }
        }
    }

    void read_noise(const JsonCursor& cursor) {
        if (const auto cv = cursor.find("cv")) model_.noise.cv = cv_of(*cv);
        if (const auto rate = cursor.find("outlier_rate")) model_.noise.outlier_rate = rate->number(0, 1);
        if (const auto factor = cursor.find("outlier_factor")) model_.noise.outlier_factor = factor_of(*factor);
    }

    JsonCursor root_;
    SocModel model_;
};

}  // namespace

SocModel read_soc_model(std::string_view text, const std::string& file) {
    const JsonDocument document(text, file);
    return ModelReader(document.root()).read();
}

}  // namespace bt::format
