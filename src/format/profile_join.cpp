#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/format/profile.hpp"

namespace bt::format {
namespace {

std::string listed(const std::vector<PuName>& pus) {
    std::string out;
    for (const PuName& pu : pus) out += (out.empty() ? "" : " ") + pu.str();
    return out;
}

// One of the two profiles that do not go together.
struct Side {
    const std::string& file;
    std::string what;
};

Error cannot_join(const Side& a, const Side& b, const char* advice) {
    return data_error("profiles do not go together: '" + printable(a.file, 200) + "' " + a.what + ", '" +
                          printable(b.file, 200) + "' " + b.what,
                      advice);
}

class Joint {
public:
    Joint(const Profile& first, const std::string& file) : joint_(first), file_(file) {
        app_files_.assign(joint_.apps.size(), &file);
    }

    void add(const Profile& other, const std::string& file) {
        require_same_device(other, file);
        if (!other.source.empty() && joint_.source.find(other.source) == std::string::npos) {
            joint_.source += (joint_.source.empty() ? "" : "; ") + other.source;
        }
        for (const ProfiledApp& app : other.apps) add_app(app, file);
        take(joint_.contention.pairs, other.contention.pairs, "factors of PU pairs", file);
        take(joint_.contention.pccs, other.contention.pccs, "PCCS parameters", file);
        take(joint_.contention.matrices, other.contention.matrices, "a bandwidth matrix", file);
    }

    Profile take_joint() { return std::move(joint_); }

private:
    void require_same_device(const Profile& other, const std::string& file) const {
        const auto require = [&](const std::string& here, const std::string& there, const std::string& what) {
            if (here == there) return;
            throw cannot_join({file_, "is of " + what + " " + here}, {file, "of " + there},
                              "join profiles of one device and backend that have the same PUs");
        };
        require(joint_.device.str(), other.device.str(), "device");
        require(std::string(to_string(joint_.backend)), std::string(to_string(other.backend)), "backend");
        require(listed(joint_.pus), listed(other.pus), "PUs");
    }

    // The same application in two profiles is one, as long as they say the same of it.
    void add_app(const ProfiledApp& app, const std::string& file) {
        const auto same = std::find_if(joint_.apps.begin(), joint_.apps.end(),
                                       [&](const ProfiledApp& mine) { return mine.app == app.app; });
        if (same == joint_.apps.end()) {
            joint_.apps.push_back(app);
            app_files_.push_back(&file);
            return;
        }
        if (*same == app) return;
        const auto& mine = *app_files_[static_cast<std::size_t>(same - joint_.apps.begin())];
        throw cannot_join({mine, "has one " + app.app.str()}, {file, "has another"},
                          "leave one of them out: an application is in one problem with one set of times and params");
    }

    template <typename Map>
    void take(Map& mine, const Map& other, const std::string& what, const std::string& file) {
        if (mine.empty()) mine = other;
        if (other.empty() || other == mine) return;
        throw cannot_join({file_, "holds " + what}, {file, "holds others"},
                          "contention is the device's: keep it in one of them, or the same in all");
    }

    Profile joint_;
    const std::string& file_;
    std::vector<const std::string*> app_files_;
};

}  // namespace

Profile join(const std::vector<Profile>& profiles, const std::vector<std::string>& files) {
    if (profiles.empty()) throw data_error("no profile to join");
    Joint joint(profiles.front(), files.front());
    for (std::size_t i = 1; i < profiles.size(); ++i) joint.add(profiles[i], files[i]);
    return joint.take_joint();
}

}  // namespace bt::format
