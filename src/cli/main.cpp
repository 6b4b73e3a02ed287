#include "cli/program.hpp"

int main(int argc, char** argv) { return bt::cli::run_program({argv, argv + argc}); }
