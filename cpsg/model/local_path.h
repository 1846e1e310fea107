// Texts about a repository of this machine, as others may read them.
//
//   without_local_path("/srv/r.git does not exist", "file:///srv/r.git");  // "the repository does not exist"
//
// Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/error.h"

namespace cpsg::model {

// Each place of the text that names the path of `source_url`, or that URL, says "the repository" instead. The text as
// it is where `source_url` is no file:// URL.
[[nodiscard]] std::string without_local_path(std::string text, std::string_view source_url);

// What others may read of the words of a failure: without the paths of a local repository, and of the files of this
// process' own trouble. The log of the process and the command line have them.
[[nodiscard]] std::string shown_message(std::optional<ErrorCode> code, std::string message,
                                        std::string_view source_url);

}  // namespace cpsg::model
