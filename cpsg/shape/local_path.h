// Texts about a repository of this machine, as others may read them.
//
//   without_local_path("/srv/r.git does not exist", "file:///srv/r.git");  // "the repository does not exist"
//
// A pure function.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::shape {

// Each place of the text that names the path of `source_url`, or that URL, says "the repository" instead. The text as
// it is where `source_url` is no file:// URL.
[[nodiscard]] std::string without_local_path(std::string text, std::string_view source_url);

}  // namespace cpsg::shape
