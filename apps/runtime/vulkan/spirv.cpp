#include "runtime/vulkan/spirv.hpp"

#include <map>
#include <string>

#include "bt/core/error.hpp"

namespace bt::apps::vulkan {
namespace {

// Numbers of the SPIR-V specification, version 1.3.
namespace op {
constexpr std::uint32_t execution_mode = 16, capability = 17, type_int = 21, type_float = 22, type_vector = 23,
                        type_array = 28, type_struct = 30, type_pointer = 32, constant = 43, constant_composite = 44,
                        spec_constant = 50, spec_constant_composite = 51, variable = 59, decorate = 71;
}
constexpr std::uint32_t magic = 0x07230203, header_words = 5;
constexpr std::uint32_t mode_local_size = 17;
constexpr std::uint32_t decoration_spec_id = 1, decoration_built_in = 11, decoration_binding = 33;
constexpr std::uint32_t built_in_num_workgroups = 24, built_in_workgroup_size = 25;
constexpr std::uint32_t storage_workgroup = 4;
constexpr std::uint32_t capability_non_uniform = 61, capability_quad = 68;  // of subgroups, and those between

using Words = std::span<const std::uint32_t>;  // one instruction's operands

class Reader {
public:
    explicit Reader(Words constants) : constants_(constants) {}

    ShaderFacts read(Words spirv) {
        if (spirv.size() < header_words || spirv[0] != magic) throw broken();
        std::size_t at = header_words;
        while (at < spirv.size()) {
            const std::size_t length = spirv[at] >> 16U;
            if (length == 0 || length > spirv.size() - at) throw broken();
            take(spirv[at] & 0xffffU, spirv.subspan(at + 1, length - 1));
            at += length;
        }
        return facts_;
    }

private:
    static Error broken() { return host_error("a shader of this program is no SPIR-V", "build the program again"); }

    static std::uint32_t word(Words words, std::size_t i) {
        if (i >= words.size()) throw broken();
        return words[i];
    }

    void take(std::uint32_t code, Words words) {
        switch (code) {
            case op::capability: take_capability(word(words, 0)); break;
            case op::execution_mode:
                if (word(words, 1) == mode_local_size) {
                    facts_.local_size = {word(words, 2), word(words, 3), word(words, 4)};
                }
                break;
            case op::decorate: take_decoration(words); break;
            case op::constant: values_[word(words, 1)] = word(words, 2); break;
            case op::spec_constant: take_spec_constant(word(words, 1), word(words, 2)); break;
            case op::constant_composite:
            case op::spec_constant_composite: take_composite(words); break;
            case op::variable: take_variable(words); break;
            default: take_type(code, words);
        }
    }

    void take_capability(std::uint32_t capability) {
        facts_.capabilities.push_back(capability);
        if (capability >= capability_non_uniform && capability <= capability_quad) facts_.uses_subgroups = true;
    }

    void take_decoration(Words words) {
        const std::uint32_t target = word(words, 0);
        switch (word(words, 1)) {
            case decoration_spec_id: spec_ids_[target] = word(words, 2); break;
            case decoration_binding: facts_.bindings = std::max(facts_.bindings, word(words, 2) + 1); break;
            case decoration_built_in:
                if (word(words, 2) == built_in_num_workgroups) facts_.reads_group_count = true;
                if (word(words, 2) == built_in_workgroup_size) workgroup_size_ = target;
                break;
            default: break;
        }
    }

    void take_spec_constant(std::uint32_t id, std::uint32_t value) {
        const auto spec = spec_ids_.find(id);
        const bool given = spec != spec_ids_.end() && spec->second < constants_.size();
        values_[id] = given ? constants_[spec->second] : value;
    }

    // gl_WorkGroupSize, which wins over the execution mode.
    void take_composite(Words words) {
        if (word(words, 1) != workgroup_size_) return;
        for (std::size_t i = 0; i < 3; ++i) facts_.local_size[i] = values_[word(words, 2 + i)];
    }

    void take_type(std::uint32_t code, Words words) {
        switch (code) {
            case op::type_int:
            case op::type_float: bytes_[word(words, 0)] = word(words, 1) / 8; break;
            case op::type_vector: bytes_[word(words, 0)] = bytes_[word(words, 1)] * word(words, 2); break;
            case op::type_array: bytes_[word(words, 0)] = bytes_[word(words, 1)] * values_[word(words, 2)]; break;
            case op::type_pointer: bytes_[word(words, 0)] = bytes_[word(words, 2)]; break;
            case op::type_struct:
                for (std::size_t i = 1; i < words.size(); ++i) bytes_[word(words, 0)] += bytes_[words[i]];
                break;
            default: break;
        }
    }

    void take_variable(Words words) {
        if (word(words, 2) == storage_workgroup) facts_.shared_bytes += bytes_[word(words, 0)];
    }

    Words constants_;
    ShaderFacts facts_;
    std::map<std::uint32_t, std::uint32_t> spec_ids_;  // id → number of the specialisation constant
    std::map<std::uint32_t, std::uint32_t> values_;    // id → lower word of a constant
    std::map<std::uint32_t, std::uint64_t> bytes_;     // id → size of a type, or of what a pointer type points to
    std::uint32_t workgroup_size_ = 0;
};

}  // namespace

ShaderFacts read_spirv(std::span<const std::uint32_t> spirv, std::span<const std::uint32_t> constants) {
    return Reader(constants).read(spirv);
}

}  // namespace bt::apps::vulkan
