// Who holds a lease: this process, in words for people that also let another process on the same machine see whether it
// is still alive.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::sync {

// "process 4242 on build-7 (9f2c41aa.4026531836.81273)": the host's name; in brackets the boot, the process namespace
// and the start time, so that a reused process number or another container is never taken for this process.
[[nodiscard]] std::string current_holder();

// True only if `holder` ran on this boot, in this process namespace, and has ended. Text of any other form: false.
[[nodiscard]] bool holder_has_ended(std::string_view holder);

}  // namespace cpsg::sync
