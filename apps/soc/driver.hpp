#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "runtime/driver.hpp"
#include "runtime/engine.hpp"
#include "soc/noise.hpp"
#include "soc/timeline.hpp"

namespace bt::soc {

// Drives the executor's lanes through virtual time on the calling thread. The executor decides what may begin, the
// timeline when it ends; kernels run for checked tasks only, as each of their chunks ends. The same seed gives the same
// times.
class VirtualDriver : public apps::Driver {
public:
    // chains[c]: the timing of the plan's chain c, over the PUs of `engines`. All of them outlive the driver.
    VirtualDriver(std::vector<const Timing*> chains, std::vector<apps::Engine*> engines, NoiseSource noise)
        : chains_(std::move(chains)), engines_(std::move(engines)), noise_(std::move(noise)) {}

    std::int64_t now() override { return 0; }  // every run begins at 0
    bool warms_up() const override { return false; }
    bool runs_unchecked() const override { return false; }
    std::int64_t widest_ns(const apps::Plan& plan) const override;
    void prepare(const apps::TaskObject&, const apps::Group&) override {}
    // A plan that ran before in this process is a repeat of its own, with noise of its own.
    void run(apps::Execution& execution) override;

private:
    std::string name_of(const apps::Plan& plan) const;
    void check(const apps::Plan& plan) const;
    bool begin_what_can(apps::Execution& execution, Timeline& timeline, Noise& noise,
                        std::vector<std::int64_t>& starts);

    std::vector<const Timing*> chains_;
    std::vector<apps::Engine*> engines_;
    NoiseSource noise_;
    std::map<std::string, std::uint64_t> runs_;  // of each plan so far
    std::vector<Part> parts_;                    // of the chunk that begins
};

}  // namespace bt::soc
