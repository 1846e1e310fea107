// Makes all projects due that wait for the end of a trouble, in steps that keep no other writer waiting.
//
//   const std::size_t due = make_all_due(projects, codes, since, now);
//
// Safe to call from several threads. Throws the store's errors.
#pragma once

#include <cstddef>
#include <span>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/storage/projects.h"

namespace cpsg::sync {

// As Projects::make_due(), without a limit.
inline std::size_t make_all_due(storage::Projects& projects, std::span<const ErrorCode> codes, UnixTime since,
                                UnixTime now) {
  constexpr std::size_t kStep = 1'000;
  std::size_t due = 0;
  while (true) {
    const std::size_t more = projects.make_due(codes, since, now, kStep);
    due += more;
    if (more < kStep) return due;
  }
}

}  // namespace cpsg::sync
