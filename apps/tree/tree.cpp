#include "tree/tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "tree/cloud/cloud.hpp"
#include "tree/cpu/kernels.hpp"
#include "tree/cuda/launch.hpp"
#include "tree/outline.hpp"
#include "tree/reference.hpp"
#include "tree/scene.hpp"
#include "tree/structure.hpp"
#include "tree/vulkan/dispatches.hpp"

namespace bt::apps {
namespace {

using namespace tree;

struct Inputs {
    std::uint64_t seed;
    Scene scene = Scene::mixed;
    std::optional<Cloud> cloud;  // instead of a scene
};

class Tree : public Application {
public:
    Tree(std::size_t points, Inputs inputs, Params params)
        : points_(points), inputs_(std::move(inputs)), params_(std::move(params)), buffers_(outline(points)) {}

    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return stage_names_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }

    void fill_shared(const Buffers&) const override {}

    void fill_input(std::uint64_t input, const Buffers& buffers) const override {
        const auto points = buffers.as<float>(buffer::points);
        if (inputs_.cloud) {
            place_cloud(*inputs_.cloud, input, points);
        } else {
            fill_scene(inputs_.scene, inputs_.seed, input, points);
        }
    }

    void run_cpu(Stage stage, const Buffers& buffers, Team& team) const override {
        using Kernel = void (*)(const Buffers&, Team&);
        static constexpr std::array<Kernel, 7> kernels{cpu::encode_morton,    cpu::sort_codes,  cpu::make_unique,
                                                       cpu::build_radix_tree, cpu::count_edges, cpu::sum_edges,
                                                       cpu::build_octree};
        kernels.at(stage.index())(buffers, team);
    }

    std::vector<VulkanDispatch> vulkan(Stage stage) const override { return vulkan_dispatches(stage, points_); }

    bool has_cuda(Stage) const override { return has_cuda_kernels(); }
    bool launch_cuda(Stage stage, std::span<void* const> buffers, void* stream) const override {
        return launch_on_cuda(stage.number(), points_, buffers, stream);
    }

    void reference(const Buffers& buffers) const override {
        store(reference_tree(buffers.as<const float>(buffer::points)), buffers);
    }

    std::optional<std::string> structural_fault(const Buffers& buffers) const override { return fault_in(buffers); }

private:
    AppName name_{"tree"};
    std::vector<std::string> stage_names_{"morton-codes", "sort",       "unique", "radix-tree",
                                          "edge-count",   "prefix-sum", "octree"};
    std::size_t points_;
    Inputs inputs_;
    Params params_;
    std::vector<BufferSpec> buffers_;
};

template <class T>
struct Choice {
    const char* text;
    T value;
};

template <class T, std::size_t N>
T choose(const std::string& param, const std::string& text, const std::array<Choice<T>, N>& choices) {
    std::vector<std::string> known;
    for (const Choice<T>& choice : choices) {
        if (choice.text == text) return choice.value;
        known.emplace_back(choice.text);
    }
    throw usage_error("--param " + param + "=" + printable(text) + ": no such choice", did_you_mean(text, known));
}

Scene scene_named(const std::string& text) {
    return choose<Scene, 3>("scene", text,
                            {{{"mixed", Scene::mixed}, {"uniform", Scene::uniform}, {"clustered", Scene::clustered}}});
}

Columns columns_named(const std::string& text) {
    return choose<Columns, 3>("columns", text,
                              {{{"auto", Columns::automatic}, {"3", Columns::three}, {"4", Columns::four}}});
}

std::size_t points_of(const std::string& text) {
    std::size_t points = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), points);
    if (fault != std::errc{} || end != text.data() + text.size() || points < 1 || points > most_points) {
        throw usage_error("--param points=" + printable(text) + ": expected a whole number from 1 to " +
                          std::to_string(most_points));
    }
    return points;
}

// The value of a parameter that was given.
std::optional<std::string> given(const AppOptions& options, const std::string& param) {
    const auto found = options.params.find(param);
    if (found == options.params.end()) return std::nullopt;
    return found->second;
}

void refuse_unknown(const AppOptions& options, const std::vector<ParamSpec>& specs) {
    std::vector<std::string> known;
    for (const ParamSpec& spec : specs) known.push_back(spec.name);
    for (const auto& [param, value] : options.params) {
        if (std::find(known.begin(), known.end(), param) != known.end()) continue;
        throw usage_error("tree has no parameter '" + printable(param) + "'", did_you_mean(param, known));
    }
    if (options.weights) throw usage_error("tree takes no --weights: it has none");
}

std::unique_ptr<Application> make_from_file(const AppOptions& options) {
    if (given(options, "scene")) throw usage_error("--param scene and --input exclude each other");
    const std::optional<std::string> asked = given(options, "points");
    const Columns columns = columns_named(given(options, "columns").value_or("auto"));
    if (columns != Columns::automatic && options.input->ends_with(".ply")) {
        throw usage_error("--param columns is about .bin files: a .ply file says it itself");
    }
    Cloud cloud = read_cloud_file(*options.input, columns);
    const std::size_t points = asked ? points_of(*asked) : cloud.size();
    if (points > cloud.size()) {
        throw usage_error("--param points=" + *asked + ": " + *options.input + " has only " +
                          std::to_string(cloud.size()));
    }
    return std::make_unique<Tree>(points, Inputs{options.seed, Scene::mixed, std::move(cloud)},
                                  Params{{"points", std::to_string(points)}});
}

std::vector<ParamSpec> param_specs() {
    return {{"points", "307200", "points in each cloud, 1 to 67108864; with --input: of the file, default all"},
            {"scene", "mixed", "generated points: uniform, clustered, or mixed (half and half)"},
            {"columns", "auto", "floats for each point of a .bin file: 3, 4, or auto (whichever divides its size)"}};
}

std::unique_ptr<Application> make(const AppOptions& options) {
    refuse_unknown(options, param_specs());
    if (options.input) return make_from_file(options);
    if (given(options, "columns")) throw usage_error("--param columns is about --input, which is absent");
    const std::size_t points = points_of(given(options, "points").value_or("307200"));
    const std::string scene = given(options, "scene").value_or("mixed");
    return std::make_unique<Tree>(points, Inputs{options.seed, scene_named(scene), std::nullopt},
                                  Params{{"points", std::to_string(points)}, {"scene", scene}});
}

}  // namespace

AppEntry tree_entry() {
    return {"tree", "points to an octree: codes, sort, unique, radix tree, edges, prefix sum, octree", param_specs(),
            make};
}

}  // namespace bt::apps
