// Numbers for the people of one project, the same in every sync.
//
//   PersonRegistry people(privacy, writer.person_keys(project_id));
//   const std::uint32_t author = people.number_of(commit.author).number;
//   writer.stage(lease, people.take_new(), commits);
//
// A person is a name with an e-mail (as stored) and a login. To save memory, names are not kept: a person is known by a
// key of 16 bytes. Its first half stands for the contributor, which is all people with the same e-mail, or without one
// the same name; its second half stands for the spelling. Not thread-safe. Throws nothing.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/model/commit.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

[[nodiscard]] storage::PersonKey person_key(const model::Person& person);

class PersonRegistry {
 public:
  struct Entry {
    std::uint32_t number = 0;
    bool bot = false;
  };

  // `known`: the published people with their numbers, which are 0 to size - 1. `privacy` outlives the registry.
  PersonRegistry(const Privacy& privacy, const std::vector<std::pair<storage::PersonKey, std::uint32_t>>& known);

  // The person's number; a new one is queued for staging.
  Entry number_of(const git::pack::Signature& signature);

  // Those that got a number since the last call, to be staged.
  [[nodiscard]] std::vector<storage::StagedPerson> take_new();
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(contributors_.size()); }
  // By person number; equal for two people that are one contributor.
  [[nodiscard]] const std::vector<std::uint64_t>& contributors() const { return contributors_; }

 private:
  struct KeyHash {
    std::size_t operator()(const storage::PersonKey& key) const noexcept;
  };

  const Privacy& privacy_;
  std::unordered_map<storage::PersonKey, std::uint32_t, KeyHash> numbers_;
  std::vector<std::uint64_t> contributors_;  // by number
  // Signatures as they come, so that most commits need no hashing at all. Emptied when full.
  std::unordered_map<std::string, Entry> recent_;
  std::string recent_key_;
  std::vector<storage::StagedPerson> new_;
};

}  // namespace cpsg::sync
