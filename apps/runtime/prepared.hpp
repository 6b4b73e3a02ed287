#pragma once

#include <functional>
#include <unordered_map>

#include "bt/core/stage.hpp"
#include "runtime/task_object.hpp"

namespace bt::apps {

// What a GPU's engine made once for a chunk of a task object (a recording, a graph) and submits from then on.
template <class Made>
class Prepared {
public:
    // `make` is called where there is none yet, or where another object has come to lie where one was.
    template <class Make>
    const Made& get(const TaskObject& object, StageRange stages, Make make) {
        const Key key{&object, stages};
        const auto found = known_.find(key);
        if (found != known_.end() && same_place(found->second.buffers, object.buffers)) return found->second.made;
        return known_.insert_or_assign(key, Entry{object.buffers, make()}).first->second.made;
    }

private:
    struct Key {
        const TaskObject* object;
        StageRange stages;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const {
            const std::size_t range = static_cast<std::size_t>(key.stages.first.number()) * max_stages +
                                      static_cast<std::size_t>(key.stages.last.number());
            return std::hash<const TaskObject*>{}(key.object) * 31 + range;
        }
    };
    struct Entry {
        Buffers buffers;
        Made made;
    };

    static bool same_place(const Buffers& a, const Buffers& b) {
        if (a.size() != b.size()) return false;
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a.bytes(i).data() != b.bytes(i).data() || a.bytes(i).size() != b.bytes(i).size()) return false;
        }
        return true;
    }

    std::unordered_map<Key, Entry, KeyHash> known_;
};

}  // namespace bt::apps
