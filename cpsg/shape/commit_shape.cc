// A commit, and the people who made commits.
#include <vector>

#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

template <typename Writer>
void describe_person(Writer& out, std::string_view role, const model::Person& person,
                     const std::optional<model::GitTime>& date) {
  out.begin(role);
  member(out, "name", person.name);
  member(out, "email", person.email);
  member(out, "date", date);
  member(out, "login", person.login);
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

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::Commit& commit) {
  std::vector<std::string> parents;
  parents.reserve(commit.parents.size());
  for (const model::Oid& parent : commit.parents) parents.push_back(parent.hex());
  out.text("oid", commit.oid.hex());
  out.list("parents", parents);
  describe_person(out, "author", commit.author, commit.authored_at);
  describe_person(out, "committer", commit.committer, commit.committed_at);
  out.text("message", commit.message);
  member(out, "additions", commit.additions);
  member(out, "deletions", commit.deletions);
  member(out, "changed_files", commit.changed_files);
  out.boolean("bot", commit.bot());
  out.boolean("on_default_branch", commit.on_default_branch);
  member(out, "unreachable_since", commit.unreachable_since);
  out.list("altered", altered_names(commit.altered));
}

template <typename Writer>
void describe(Writer& out, const model::Contributor& contributor) {
  member(out, "name", contributor.person.name);
  member(out, "email", contributor.person.email);
  member(out, "login", contributor.person.login);
  out.boolean("bot", contributor.person.bot);
  out.number("commits", contributor.commits);
  out.number("commits_all", contributor.commits_all);
  member(out, "first_commit_at", contributor.first_commit_at);
  member(out, "last_commit_at", contributor.last_commit_at);
}

void append_json(std::string& out, const model::Commit& commit) { write<JsonObject>(out, commit); }
void append_json(std::string& out, const model::Contributor& contributor) { write<JsonObject>(out, contributor); }

void append_csv(std::string& out, const model::Commit& commit) { write<CsvRecord>(out, commit); }
std::string commit_csv_header() { return header_of(model::Commit()); }

}  // namespace cpsg::shape
