#include "cpsg/server/cli.h"

int main(int argc, char** argv) { return cpsg::server::run_cli(argc, argv); }
