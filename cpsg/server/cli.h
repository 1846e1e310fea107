// The program as one function: reads the command line and the configuration, runs the command, and turns every failure
// into one line on stderr and an exit code.
//
//   int main(int argc, char** argv) { return run_cli(argc, argv); }
//
// Exit codes are those of base/error.h, 10 for failures of several kinds, and 128 plus the signal's number if SIGINT or
// SIGTERM ended the command. Call it before any other thread is started (see signals.h).
#pragma once

namespace cpsg::server {

// As main() gets them. Never throws.
int run_cli(int argc, char** argv) noexcept;

}  // namespace cpsg::server
