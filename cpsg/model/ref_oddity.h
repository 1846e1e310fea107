// Why a ref under refs/heads is not taken for a branch.
//
//   const std::string text = std::string(describe(RefOddity::kTree));  // "a tree"
//
// Plain values. The numbers of those that are found in an object are stored.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpsg::model {

enum class RefOddity : std::uint8_t {
  kTree = 1,
  kBlob = 2,
  kTagOfTree = 3,
  kTagOfBlob = 4,
  kFunnyName = 5,  // git calls it so: `git check-ref-format` refuses it
  kLongName = 6,
  kNullId = 7,
  kMissing = 8,  // the remote lists it and cannot give its commits
};

[[nodiscard]] constexpr std::string_view describe(RefOddity oddity) {
  switch (oddity) {
    case RefOddity::kTree:
      return "a tree";
    case RefOddity::kBlob:
      return "a blob";
    case RefOddity::kTagOfTree:
      return "a tag of a tree";
    case RefOddity::kTagOfBlob:
      return "a tag of a blob";
    case RefOddity::kFunnyName:
      return "a name that git refuses";
    case RefOddity::kLongName:
      return "a name that is too long";
    case RefOddity::kNullId:
      return "a null id";
    case RefOddity::kMissing:
      return "missing at the remote";
  }
  return "";
}

}  // namespace cpsg::model
