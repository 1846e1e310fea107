// Paths as people write them: `~/` stands for their home directory, also where no shell has replaced it.
//
//   expand_home("~/cpsg.db", "/home/ann");  // "/home/ann/cpsg.db"
#pragma once

#include <string>
#include <string_view>

namespace cpsg::server {

// `home`: empty where it is not known. All but `~` and `~/...` comes back unchanged. Throws Error(kConfigInvalid) in
// one line that says what to set.
[[nodiscard]] std::string expand_home(std::string_view path, std::string_view home);

}  // namespace cpsg::server
