#include "cpsg/git/pack/tag_head.h"

#include <string_view>

#include "cpsg/base/split.h"

namespace cpsg::git::pack {
namespace {

std::optional<ObjectType> type_named(std::string_view name) {
  if (name == "commit") return ObjectType::kCommit;
  if (name == "tree") return ObjectType::kTree;
  if (name == "blob") return ObjectType::kBlob;
  if (name == "tag") return ObjectType::kTag;
  return std::nullopt;
}

}  // namespace

std::optional<TagHead> parse_tag_head(Bytes content) {
  constexpr std::string_view kObject = "object ";
  constexpr std::string_view kType = "type ";
  std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  const std::string_view object = take_until(text, '\n');
  const std::string_view type = take_until(text, '\n');
  if (!object.starts_with(kObject) || !type.starts_with(kType)) return std::nullopt;
  const std::optional<model::Oid> target = model::Oid::from_hex(object.substr(kObject.size()));
  const std::optional<ObjectType> target_type = type_named(type.substr(kType.size()));
  if (!target || !target_type) return std::nullopt;
  return TagHead{*target, *target_type};
}

}  // namespace cpsg::git::pack
