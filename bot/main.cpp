#include "bot/cli/command.hpp"

int main(int argc, char** argv) { return bot::cli::run_command_line(argc, argv); }
