#include "execute/gate_script.hpp"

#include <charconv>

#include "bt/device/failure.hpp"
#include "bt/device/quote.hpp"

namespace bt::execute {
namespace {

// Both FIFOs are opened for reading and writing, which does not block. Every program reads the gate through a
// descriptor of its own before it says that it is there; so closing the last one for writing, 8, is seen by all at
// once, and none can come too late.
constexpr std::string_view script_head = R"(d=$(mktemp -d) || exit 97
trap 'rm -rf "$d"' EXIT
trap 'exit 143' INT TERM HUP
mkfifo "$d/gate" "$d/ready" || exit 97
exec 7<>"$d/ready" 8<>"$d/gate"
)";

// One that waits itself and ends before it says so must not hold up the others: its end counts as well. Only such a one
// is told of the gate: opened by one that was held already, it would never end.
std::string start(const format::ExternalProgram& program, const std::string& number) {
    const std::string words = device::shell_words(program.argv);
    std::string text =
        program.waits == format::Waits::yes
            ? "( exec 8>&-; BT_GATE=\"$d/gate\" BT_READY=\"$d/ready\" " + words + " 7>&-; s=$?; echo >&7; exit $s )"
            : "( exec 3<\"$d/gate\" 8>&-; echo >&7; exec 7>&-; read -r _ <&3; exec 3<&-; exec " + words + " )";
    return text.append(" <\"/dev/null\" >\"$d/out").append(number).append("\" 2>&1 & p").append(number).append("=$!\n");
}

std::string wait_for(const std::string& number) { return "wait $p" + number + "; s" + number + "=$?\n"; }

std::string print(const std::string& number, std::string_view nonce) {
    const std::string file = "\"$d/out" + number + "\"";
    return std::string("echo ")
        .append(nonce)
        .append(" $s")
        .append(number)
        .append(" $(wc -c <")
        .append(file)
        .append("); cat ")
        .append(file)
        .append("; echo\n");
}

device::Failure garbled(const std::string& what) {
    return {device::Fault::garbled, "the device did not say how the programs ended: " + what, "try again"};
}

std::size_t take_number(std::string_view& text) {
    std::size_t number = 0;
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc()) throw garbled("no number");
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

}  // namespace

std::string gate_script(const std::vector<format::ExternalProgram>& programs, std::string_view nonce) {
    std::string script(script_head);
    const auto each = [&](auto&& line) {
        for (std::size_t i = 0; i < programs.size(); ++i) script += line(i, std::to_string(i));
    };
    each([&](std::size_t i, const std::string& number) { return start(programs[i], number); });
    each([](std::size_t, const std::string&) { return "read -r _ <&7\n"; });
    script += "exec 8>&-\n";
    each([](std::size_t, const std::string& number) { return wait_for(number); });
    each([&](std::size_t, const std::string& number) { return print(number, nonce); });
    return script;
}

std::vector<Printed> read_printed(std::string_view out, std::size_t programs, std::string_view nonce) {
    std::vector<Printed> all;
    for (std::size_t i = 0; i < programs; ++i) {
        if (!out.starts_with(nonce)) throw garbled("nothing of program " + std::to_string(i + 1));
        out.remove_prefix(nonce.size());
        const std::size_t status = take_number(out);
        const std::size_t bytes = take_number(out);
        const std::size_t begin = out.find('\n');
        if (begin == out.npos || out.size() < begin + 1 + bytes) throw garbled("cut off");
        all.push_back({static_cast<int>(status), std::string(out.substr(begin + 1, bytes))});
        out.remove_prefix(std::min(begin + 1 + bytes + 1, out.size()));
    }
    return all;
}

}  // namespace bt::execute
