// Fuzzes the readers of GitHub's answers. The first byte of the input chooses the reader, the rest is the answer:
// whatever it is, only Error may be thrown, and what is read is UTF-8 within its limits.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/utf8.h"
#include "cpsg/github/wire/queries.h"
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/rest.h"

namespace cpsg::github::wire {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void check_text(const std::string& text, std::size_t max_bytes) {
  std::string same;
  append_repaired_utf8(same, text);
  require(same == text && text.size() <= max_bytes);
}

template <typename T>
void check_lookups(const std::vector<Lookup<T>>& lookups, std::size_t asked) {
  require(lookups.size() == asked);
  for (const Lookup<T>& lookup : lookups) require(lookup.value.has_value() != lookup.failure.has_value());
}

void check_page(const Lookup<PullPage>& page) {
  require(page.value.has_value() != page.failure.has_value());
  if (!page.value) return;
  require(!page.value->has_next ||
          !(page.value->end_cursor.empty() || (page.value->pulls.empty() && page.value->unreadable == 0)));
  for (const model::PullRequest& pull : page.value->pulls) {
    check_text(pull.title, limits::kTitleMaxBytes);
    for (const std::string& label : pull.labels) check_text(label, limits::kShortTextMaxBytes);
  }
}

void check_repository(const Repository& repository) {
  require(repository.github_id > 0 && !repository.name.owner.empty() && !repository.name.name.empty());
  check_text(repository.statistics.description.value_or(""), limits::kDescriptionMaxBytes);
}

void read(std::uint8_t choice, std::string_view body) {
  static const std::vector<std::string> ids = {"R_a", "MDEwOlJlcG9zaXRvcnkx"};
  static const std::vector<RepositoryName> names = {{"o", "n"}, {"o", "m"}};
  static const std::vector<model::Oid> oids(2);
  static const std::vector<std::int64_t> numbers = {1, 2};
  switch (choice % 15) {
    case 0:
      return check_lookups(read_probe(body, ids), ids.size());
    case 1:
      return check_lookups(read_repositories(body, ids), ids.size());
    case 2: {
      const auto found = read_repositories_by_name(body, names);
      check_lookups(found, names.size());
      for (const auto& lookup : found) {
        if (lookup.value) check_repository(*lookup.value);
      }
      return;
    }
    case 3:
      return check_page(read_pulls(body));
    case 4:
      static_cast<void>(read_pull_place(body));
      return static_cast<void>(read_pull_handles(body));
    case 5:
      return check_lookups(read_pulls_by_number(body, numbers), numbers.size());
    case 6:
      return check_lookups(read_commits(body, oids), oids.size());
    case 7:
      return static_cast<void>(read_audit(body));
    case 8:
      return static_cast<void>(read_viewer(body));
    case 9:
      return check_repository(read_rest_repository(body));
    case 10:
      return static_cast<void>(read_rest_languages(body));
    case 11:
      return static_cast<void>(read_rest_pulls(body));
    case 13: {
      const Lookup<ReleasePage> page = read_releases(body);
      require(page.value.has_value() != page.failure.has_value());
      if (!page.value) return;
      for (const model::Release& each : page.value->releases) check_text(each.tag, limits::kRefNameMaxBytes);
      return;
    }
    case 14:
      return require(read_star_weeks(body).weeks <= 100);
    default:
      static_cast<void>(query_failure(body));
      static_cast<void>(read_rest_refusal(body));
      return static_cast<void>(next_link(body));
  }
}

}  // namespace
}  // namespace cpsg::github::wire

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    cpsg::github::wire::read(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  } catch (const cpsg::Error&) {
    return 0;  // the only exception that a reader may throw
  }
  return 0;
}
