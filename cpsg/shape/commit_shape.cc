// A commit, and the people who made commits.
#include <vector>

#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

template <typename Writer>
void describe_person(Writer& out, std::string_view role, const model::Person& person,
                     const std::optional<model::GitTime>& date, const Meaning& meaning) {
  out.begin(role, meaning);
  member(out, "name", person.name, "trimmed of blanks; null where it is an address that may not be stored");
  member(out, "email", person.email,
         "as the privacy settings store it: the first 32 hex digits of a keyed hash, the address, or null");
  member(out, "date", date, "in the person's own offset; null where git cannot read it");
  member(out, "login", person.login, "GitHub's; null where it is not known");
  out.end();
}

std::vector<std::string> altered_names(model::Altered altered) {
  std::vector<std::string> names;
  if (contains(altered, model::Altered::kEncoding)) names.emplace_back("encoding");
  if (contains(altered, model::Altered::kDate)) names.emplace_back("date");
  if (contains(altered, model::Altered::kZone)) names.emplace_back("zone");
  if (contains(altered, model::Altered::kMessage)) names.emplace_back("message");
  return names;
}

std::vector<ValueMeaning> alterations() {
  return {{"encoding", "text was not UTF-8: it was converted, or bad bytes were replaced by U+FFFD"},
          {"date", "a date that git cannot read, or of a year outside 0001-9999, is null"},
          {"zone", "an offset that cannot be read, or of 24 h or more, is `+00:00`"},
          {"message", "the message was longer than 65,536 bytes, or the commit beyond a limit: it was cut"}};
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::Commit& commit) {
  out.oid("oid", commit.oid, "the commit's SHA-1");
  out.oids("parents", commit.parents, "the SHA-1s of its parents, in git's order");
  describe_person(out, "author", commit.author, commit.authored_at, "who wrote it, and when");
  describe_person(out, "committer", commit.committer, commit.committed_at, "who committed it, and when");
  out.text("message", commit.message,
           "up to the first NUL, in UTF-8, at most 65,536 bytes; as the privacy settings let it be stored");
  member(out, "additions", commit.additions, "lines added; null until read from GitHub");
  member(out, "deletions", commit.deletions, "lines removed; null until read from GitHub");
  member(out, "changed_files", commit.changed_files, "files changed; null until read from GitHub");
  out.boolean("bot", commit.bot(),
              "whether the author is a program: the name or login ends in `[bot]`, or is dependabot, "
              "dependabot-preview, renovate-bot, github-actions, greenkeeperio-bot, pre-commit-ci or snyk-bot");
  out.boolean("on_default_branch", commit.on_default_branch, "whether the default branch reaches it");
  member(out, "unreachable_since", commit.unreachable_since, "since when no branch reaches it; null while one does");
  out.list("altered", altered_names(commit.altered),
           {"what had to be changed to show it; empty: nothing", &alterations});
}

template <typename Writer>
void describe(Writer& out, const model::Contributor& contributor) {
  member(out, "name", contributor.person.name,
         "as on the newest commit; null where it is an address that may not be stored");
  member(out, "email", contributor.person.email, "as the privacy settings store it; null where there is none");
  member(out, "login", contributor.person.login, "GitHub's; null where it is not known");
  out.boolean("bot", contributor.person.bot,
              "whether this is a program: the name or login ends in `[bot]`, or is dependabot, dependabot-preview, "
              "renovate-bot, github-actions, greenkeeperio-bot, pre-commit-ci or snyk-bot");
  out.number("commits", contributor.commits, "by this author on the default branch");
  out.number("commits_all", contributor.commits_all, "by this author on all live branches");
  member(out, "first_commit_at", contributor.first_commit_at, "the earliest author time; null where none can be read");
  member(out, "last_commit_at", contributor.last_commit_at, "the latest author time; null where none can be read");
  member(out, "commits_in_range", contributor.commits_in_range,
         "by this author from `since` until `until`, on `branch` or else on all live branches; null where none of the "
         "three is given");
}

void append_json(std::string& out, const model::Commit& commit) { write<JsonObject>(out, commit); }
void append_json(std::string& out, const model::Contributor& contributor) { write<JsonObject>(out, contributor); }

ShapeDescription commit_description() { return description_of("commit", "a commit", model::Commit()); }
ShapeDescription contributor_description() {
  return description_of("contributor", "the commits of one author: of one stored e-mail, or of one name without it",
                        model::Contributor());
}

}  // namespace cpsg::shape
