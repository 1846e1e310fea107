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
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/model/commit.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

// `hidden_name`: what stands for a name that may not be stored (a keyed hash of it), so that people who are not named
// are told apart. Empty where there is a name.
[[nodiscard]] storage::PersonKey person_key(const model::Person& person, std::string_view hidden_name = {});
// The key of a person who was stored under `key` as `before` and is `now`: people of equal names keep what tells their
// spellings apart.
[[nodiscard]] storage::PersonKey changed_person_key(const storage::PersonKey& key, const model::Person& before,
                                                    const model::Person& now, std::string_view hidden_name);

class PersonRegistry {
 public:
  struct Entry {
    std::uint32_t number = 0;
    bool bot = false;
  };

  // `known`: the published people with their numbers, which are 0 to size - 1. `privacy` outlives the registry.
  PersonRegistry(const Privacy& privacy, const std::vector<std::pair<storage::PersonKey, std::uint32_t>>& known);
  PersonRegistry(const PersonRegistry&) = delete;
  PersonRegistry& operator=(const PersonRegistry&) = delete;

  // The person's number; a new one is queued for staging.
  Entry number_of(const git::pack::Signature& signature);
  // The same for a person who is already as they are to be stored.
  Entry number_of(model::Person person, const storage::PersonKey& key);

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
  // Of `recent_`, if any: most commits have their author for a committer.
  const std::pair<const std::string, Entry>* last_ = nullptr;
  std::vector<storage::StagedPerson> new_;
};

}  // namespace cpsg::sync
