#include <algorithm>

#include "bt/format/external_app.hpp"
#include "format/external_words.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

constexpr std::size_t most_words = 1000;

class ExternalReader {
public:
    ExternalReader(std::string_view text, const std::string& file) : document_(text, file), root_(document_.root()) {}

    ExternalApp read() {
        require_kind(root_, "external-app", 1);
        const JsonCursor name = root_.at("app");
        ExternalApp app{.app = app_name_of(name),
                        .backend = backend_of(root_.at("backend")),
                        .params = {},
                        .stages = static_cast<int>(root_.at("stages").integer(1, max_stages)),
                        .text = {},
                        .commands = {}};
        if (app.app.str().find('+') != std::string::npos) throw name.fault("one application");
        if (const auto params = root_.find("params")) app.params = params_of(*params);
        read_timer(app);
        const JsonCursor list = root_.at("commands");
        for (const JsonCursor& item : list.items(longest_list)) app.commands.push_back(command_of(item, app));
        if (app.commands.empty()) throw list.fault("one command or more");
        return app;
    }

private:
    void read_timer(ExternalApp& app) const {
        const JsonCursor time = root_.at("time");
        if (time.is_string()) {
            if (time.string() != "trtexec") throw time.fault("'trtexec' or {\"after\": TEXT}");
            return;
        }
        const JsonCursor after = time.at("after");
        app.timer = ExternalTimer::number_after;
        app.text = after.string();
        if (app.text.empty() || app.text.find('\n') != std::string::npos) throw after.fault("text of one line");
    }

    static ExternalCommand command_of(const JsonCursor& item, const ExternalApp& app) {
        ExternalCommand command{.pus = {}, .cuts = {}, .argv = {}};
        const JsonCursor pus = item.at("pus");
        for (const JsonCursor& pu : pus.items(most_pus)) {
            command.pus.push_back(pu_name_of(pu));
            const std::size_t count = command.pus.size();
            if (count > 1 && command.pus[count - 2] == command.pus[count - 1])
                throw pu.fault("another PU than the one before");
        }
        if (command.pus.empty()) throw pus.fault("one PU or more");
        if (const auto cuts = item.find("cuts")) command.cuts = cuts_of(*cuts, command.pus.size() - 1, app.stages);
        const JsonCursor argv = item.at("argv");
        for (const JsonCursor& word : argv.items(most_words)) {
            command.argv.push_back(word.string());
            if (const auto fault = fault_of_word(command.argv.back(), command.pus.size(), app.params)) {
                throw word.fault(*fault);
            }
        }
        if (command.argv.empty() || command.argv.front().empty()) throw argv.fault("a program and its arguments");
        if (const auto waits = item.find("waits")) command.waits = waits->boolean() ? Waits::yes : Waits::no;
        return command;
    }

    static std::vector<int> cuts_of(const JsonCursor& list, std::size_t count, int stages) {
        std::vector<int> cuts;
        const auto items = list.items(most_pus);
        if (items.size() != count)
            throw list.fault("a list of " + std::to_string(count) + ", one for each change of the PU");
        for (const JsonCursor& item : items) {
            cuts.push_back(static_cast<int>(item.integer(1, stages - 1)));
            if (cuts.size() > 1 && cuts[cuts.size() - 2] >= cuts.back()) throw item.fault("cuts that rise");
        }
        return cuts;
    }

    JsonDocument document_;
    JsonCursor root_;
};

}  // namespace

ExternalApp read_external_app(std::string_view text, const std::string& file) {
    return ExternalReader(text, file).read();
}

std::string render(const ExternalApp& app) {
    JsonWriter json;
    json.begin_object();
    write_kind(json, "external-app", 1);
    json.member("app", app.app.str()).member("backend", to_string(app.backend)).key("params");
    write(json, app.params);
    json.member("stages", app.stages).key("time");
    if (app.timer == ExternalTimer::trtexec) {
        json.value("trtexec");
    } else {
        json.begin_object(JsonLayout::line).member("after", app.text).end();
    }
    json.key("commands").begin_array();
    for (const ExternalCommand& command : app.commands) {
        json.begin_object(JsonLayout::line).key("pus").begin_array();
        for (const PuName& pu : command.pus) json.value(pu.str());
        json.end();
        if (!command.cuts.empty()) {
            json.key("cuts").begin_array();
            for (const int cut : command.cuts) json.value(cut);
            json.end();
        }
        json.key("argv").begin_array();
        for (const std::string& word : command.argv) json.value(word);
        json.end();
        if (command.waits == Waits::yes) json.member("waits", true);
        json.end();
    }
    return json.end().end().take();
}

}  // namespace bt::format
