// Finds what names repositories in a text that people paste: names, URLs, `git clone` lines, CSV, package.json, go.mod.
//
//   for (const Reference& each : find_references("git clone https://github.com/pallets/flask")) {
//     parse_target(each.text, rules);  // "https://github.com/pallets/flask"
//   }
//
// A pure function; it throws nothing, whatever the text holds, and takes time in proportion to it.
//
// A word that names a host or a scheme of git is a reference wherever it stands: an https, ssh or git URL,
// `git@host:owner/name`, `github.com/owner/name`, `github:owner/name`. A word of the form `owner/name` is one where
// people write names alone: at the start of a line or of a CSV field, behind GitHub's command `gh`, as npm's value of
// "repository" or of a dependency. Of package.json and go.mod, lines without a reference mean nothing here; of any
// other text, a line without one is given as a whole, so that somebody is told that it was not understood. `#` and `//`
// begin comments.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cpsg::model {

struct Reference {
  std::size_t line = 0;  // the first is 1
  std::string text;      // for parse_target(), which may refuse it
};

// At most `most` references, in their order.
[[nodiscard]] std::vector<Reference> find_references(std::string_view text, std::size_t most);

}  // namespace cpsg::model
