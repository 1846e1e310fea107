// Fuzzes the commit parser: whatever the bytes are, only Error may be thrown, what comes out is within the documented
// values and valid UTF-8, and what was in the reused commit before leaves no trace.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/git/pack/commit_parser.h"

namespace cpsg::git::pack {
namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

void require_utf8(const std::string& text) {
  std::string copy;
  require(!assign_utf8(copy, text) && copy == text && text.find('\0') == std::string::npos);
}

void require_valid(const Signature& signature) {
  require_utf8(signature.name);
  require_utf8(signature.email);
  if (!signature.time) return;
  constexpr int kMinutesADay = 24 * 60;
  require(signature.time->epoch_s >= 0 && signature.time->epoch_s <= model::kMaxEpochS);
  require(std::abs(signature.time->offset_minutes) < kMinutesADay);
}

bool same(const Signature& a, const Signature& b) { return a.name == b.name && a.email == b.email && a.time == b.time; }

void check(Bytes content) {
  ParsedCommit commit;
  parse_commit(content, commit);
  require_valid(commit.author);
  require_valid(commit.committer);
  require_utf8(commit.message);
  require(!commit.message.ends_with('\n'));

  ParsedCommit reused;
  reused.parents.resize(1);
  reused.message = reused.author.name = reused.committer.email = "stale";
  reused.author.time = reused.committer.time = model::GitTime{1, 1};
  reused.altered = model::Altered::kZone;
  parse_commit(content, reused);
  require(reused.parents == commit.parents && same(reused.author, commit.author) &&
          same(reused.committer, commit.committer) && reused.message == commit.message &&
          reused.altered == commit.altered);
}

}  // namespace
}  // namespace cpsg::git::pack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    cpsg::git::pack::check({data, size});
  } catch (const cpsg::Error&) {
  }
  return 0;
}
