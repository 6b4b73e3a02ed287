#include <dlfcn.h>

#include <cstring>
#include <dnnl.hpp>

#include "bench/conv_peer.hpp"

namespace bt::apps::cifar {
namespace {

using dnnl::memory;

// OpenMP has read OMP_NUM_THREADS before main() begins.
void use_one_thread() {
    if (void* const found = dlsym(RTLD_DEFAULT, "omp_set_num_threads")) reinterpret_cast<void (*)(int)>(found)(1);
}

class OneDnn : public ConvPeer {
public:
    explicit OneDnn(const ConvCase& of)
        : layer_(of.layer), engine_(dnnl::engine::kind::cpu, 0), stream_(engine_), descriptor_(describe()) {
        const long in = layer_.in_channels, out = layer_.out_channels, side = layer_.side;
        input_ = filled(of.input, {count, in, side, side}, descriptor_.src_desc());
        weights_ = filled(of.matrix, {out, in, 3, 3}, descriptor_.weights_desc());
        bias_ = memory(descriptor_.bias_desc(), engine_);
        std::memcpy(bias_.get_data_handle(), of.bias.data(), of.bias.size() * sizeof(float));
        output_ = memory(descriptor_.dst_desc(), engine_);
        convolution_ = dnnl::convolution_forward(descriptor_);
    }

    int lanes() const override {
        switch (dnnl::get_effective_cpu_isa()) {
            case dnnl::cpu_isa::sse41: return 4;
            case dnnl::cpu_isa::avx:
            case dnnl::cpu_isa::avx2:
            case dnnl::cpu_isa::avx2_vnni: return 8;
            default: return 16;
        }
    }
    std::string name() const override { return std::string("oneDNN ") + descriptor_.impl_info_str(); }
    void run() override {
        convolution_.execute(
            stream_,
            {{DNNL_ARG_SRC, input_}, {DNNL_ARG_WEIGHTS, weights_}, {DNNL_ARG_BIAS, bias_}, {DNNL_ARG_DST, output_}});
        stream_.wait();
    }
    std::vector<float> plain_output() override {
        const long out = layer_.out_channels, side = layer_.side;
        std::vector<float> plain(static_cast<std::size_t>(count) * layer_.out_elements());
        memory target({{count, out, side, side}, memory::data_type::f32, memory::format_tag::nchw}, engine_,
                      plain.data());
        dnnl::reorder(output_, target).execute(stream_, output_, target);
        stream_.wait();
        return plain;
    }

private:
    static constexpr long count = static_cast<long>(images);

    dnnl::convolution_forward::primitive_desc describe() const {
        const long in = layer_.in_channels, out = layer_.out_channels, side = layer_.side;
        const auto any = [](const memory::dims& dims) {
            return memory::desc(dims, memory::data_type::f32, memory::format_tag::any);
        };
        dnnl::post_ops relu;
        relu.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
        dnnl::primitive_attr attributes;
        attributes.set_post_ops(relu);
        return {{dnnl::prop_kind::forward_inference,
                 dnnl::algorithm::convolution_direct,
                 any({count, in, side, side}),
                 any({out, in, 3, 3}),
                 any({out}),
                 any({count, out, side, side}),
                 {1, 1},
                 {1, 1},
                 {1, 1}},
                attributes,
                engine_};
    }

    memory filled(const std::vector<float>& values, const memory::dims& dims, const memory::desc& wanted) {
        std::vector<float> plain = values;
        memory source({dims, memory::data_type::f32, memory::format_tag::nchw}, engine_, plain.data());
        memory target(wanted, engine_);
        dnnl::reorder(source, target).execute(stream_, source, target);
        stream_.wait();
        return target;
    }

    Layer layer_;
    dnnl::engine engine_;
    dnnl::stream stream_;
    dnnl::convolution_forward::primitive_desc descriptor_;
    memory input_, weights_, bias_, output_;
    dnnl::convolution_forward convolution_;
};

}  // namespace

std::unique_ptr<ConvPeer> ConvPeer::make(const ConvCase& of) {
    use_one_thread();
    return std::make_unique<OneDnn>(of);
}

}  // namespace bt::apps::cifar
