// What is said of a remote whose repository is damaged (ErrorCode::kRemoteDamaged).
//
//   if (!lost.empty()) throw damaged_branches(lost, Retry::kAsUsual);
//
// Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cpsg/base/error.h"

namespace cpsg::sync {

// When it is worth asking again: with the sound branches, or only daily, which is the error's retry_after then.
enum class Retry : std::uint8_t { kAsUsual, kDaily };

// It lists branches whose commits it cannot give. The first of the names are in the message. kAsUsual: all else is
// stored, and the next sync costs little.
[[nodiscard]] Error damaged_branches(const std::vector<std::string>& names, Retry retry);

// It sent what cannot be read, as it did before; `latest` says what. Daily, because all would come once more.
[[nodiscard]] Error damaged_answers(const Error& latest);

}  // namespace cpsg::sync
