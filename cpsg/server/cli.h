// The command line: what can be written, and the one place where a failure becomes a line on stderr and an exit code.
#pragma once

namespace cpsg::server {

// Runs one command; never throws.
int run_cli(int argc, char** argv) noexcept;

}  // namespace cpsg::server
