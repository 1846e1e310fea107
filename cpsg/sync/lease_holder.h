// The name under which this process holds a lease. People can read it, and another process on the same machine can see
// from it whether this process is still alive.
//
//   options.holder = current_holder();
//   if (holder_has_ended(lease.holder)) take_over();
//
// Safe to call from several threads; throws nothing but std::bad_alloc.
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
