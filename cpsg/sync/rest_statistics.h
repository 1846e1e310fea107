// A project's statistics by REST: what can be had without a token, for two requests.
//
//   const std::string id = read_statistics_by_rest(projects, observations, client, project, lease, call, now);
//   if (id != project.id) sync_that_instead(id);
#pragma once

#include <cstdint>
#include <string>

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/projects.h"

namespace cpsg::sync {

// The caller holds the lease; `now` is when it asks. Reads them, binds the project to GitHub's number, and adds the
// work to read its pull requests. Values that REST does not tell stay as they were. If another repository has the
// project's name now, the project is looked up by its number and gets its new name; one that was put aside is looked up
// so at once, and is kNotFound if GitHub has no such number. Returns the id of the project that stands for the
// repository of this name now: another one than the given if that was merged into it, or was put aside because another
// repository has its name and its own is missing. Blocks. Throws Error, of the API or the store.
[[nodiscard]] std::string read_statistics_by_rest(storage::Projects& projects, storage::Observations& observations,
                                                  github::client::Client& client, const model::Project& project,
                                                  const storage::Lease& lease, const github::client::Call& call,
                                                  UnixTime now);

// Fills in what REST, or a query without some fields, does not tell. What was told to be empty stays empty.
void keep_what_is_lacking(model::Statistics& read, const model::Statistics& known);

// Whose the project's name is at GitHub now: of the repository that the project is, of another one, or not to be had
// from the API at this time.
enum class NameOwner : std::uint8_t { kProject, kAnother, kUnknown };
// Asks by REST. A project that has no number yet is whatever has its name. Throws Error(kCancelled) alone.
[[nodiscard]] NameOwner owner_of_name(github::client::Client& client, const model::Project& project,
                                      const github::client::Call& call);

// What git's refusal of an anonymous request (401) means, by the API's word: GitHub's git answers so for what is
// missing, and sometimes when it is busy. Throws the API's failure if that says that the repository is missing, gone or
// blocked; kRemoteError if it is there; else `refusal`.
[[noreturn]] void throw_meaning_of(const Error& refusal, github::client::Client& client, const model::Project& project,
                                   const github::client::Call& call);

}  // namespace cpsg::sync
