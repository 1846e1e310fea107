// Which names git allows for a ref.
//
//   if (!is_allowed_ref_name("refs/heads/a..b")) ...  // git calls it funny
//
// A pure function; bytes may be anything. Source: git-check-ref-format.
#pragma once

#include <string_view>

namespace cpsg::git::protocol {

[[nodiscard]] bool is_allowed_ref_name(std::string_view name);

}  // namespace cpsg::git::protocol
