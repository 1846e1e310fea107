// What is said of a remote whose repository is damaged (ErrorCode::kRemoteDamaged).
//
//   if (!lost.empty()) throw damaged_branches(lost);
//
// Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cpsg/base/error.h"

namespace cpsg::sync {

// It lists branches whose commits it cannot give. The first of the names are in the message.
[[nodiscard]] Error damaged_branches(const std::vector<std::string>& names);

// It sent what cannot be read, as it did before; `latest` says what.
[[nodiscard]] Error damaged_answers(const Error& latest);

}  // namespace cpsg::sync
