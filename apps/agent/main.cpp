#include "agent/commands.hpp"

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    bt::agent::Output out;
    return bt::agent::agent_main(words, out);
}
