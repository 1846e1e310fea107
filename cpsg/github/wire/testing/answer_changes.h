// For tests of readers: a response with one thing in it changed, and the failure that a reader ends with.
//
//   EXPECT_EQ(thrown_by([&] { read_viewer(changed(kAnswer, "alice", "")); }), ErrorCode::kBadData);
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/error.h"
#include "cpsg/github/wire/answers.h"

namespace cpsg::github::wire {

// The code of what `read` throws; nothing if it throws nothing.
template <typename Read>
std::optional<ErrorCode> thrown_by(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    EXPECT_EQ(std::string_view(error.what()).find('\n'), std::string_view::npos);
    return error.code();
  }
  return std::nullopt;
}

// `text` with the first `from` in it replaced.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// Why a lookup has no value; nothing if it has one.
template <typename T>
std::optional<ErrorCode> code_of(const Lookup<T>& lookup) {
  EXPECT_NE(lookup.value.has_value(), lookup.failure.has_value());
  return lookup.failure ? std::optional(lookup.failure->code) : std::nullopt;
}

inline UnixTime at(std::int64_t seconds) { return UnixTime{std::chrono::seconds{seconds}}; }

}  // namespace cpsg::github::wire
