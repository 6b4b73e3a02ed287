#pragma once

#include "bt/serve/server.hpp"
#include "support/temporary_folder.hpp"
#include "unit/serve/http_client.hpp"

namespace bt::serve {

// A small store and a server of it, at a port that was free.
class ServedStore {
public:
    ServedStore() {
        test::write_text(store / "2026-03-30/schedules/phone_tree_vk_schedules.json", "[\"older\"]\n");
        test::write_text(store / "2026-03-31/schedules/phone_tree_vk_schedules.json", content);
        test::write_text(store / "2026-03-31/schedules/phone%3A5555_tree_cpu_schedules.json",
                         "[\"phone at a port\"]\n");
        test::write_text(store / "2026-03-31/tree/phone_normal.csv", "stage,big,device,run\n1,2.5,phone,1.1\n");
        test::write_text(store / "2026-03-31/tree/%3Cscript%3E_normal.csv", "stage,big,device,run\n1,2,<script>,1.1\n");
        test::write_text(folder / "secret.txt", "secret\n");
    }

    std::uint16_t port() const { return server.port(); }

    test::TemporaryFolder folder;
    std::filesystem::path store = folder / "store";
    std::string content = "[\"0123456789 of the newest day\"]\n";
    Server server{Options{.root = store, .port = 0}};
};

}  // namespace bt::serve
