// A git repository elsewhere, read by git's protocol version 2: its branches and the commits that they reach.
//
//   RemoteRepository remote(options, known_advertisement);
//   remote.fetch({.wants = new_tips, .haves = old_tips}, [&](const model::Oid& oid, Bytes content) { ... });
//
// Over https and http, or a directory of this machine through `git upload-pack`. Blocks; one thread uses an object.
//
// Source: gitprotocol-v2, gitprotocol-http, gitprotocol-common.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "cpsg/base/bytes.h"
#include "cpsg/git/client/remote_options.h"
#include "cpsg/git/pack/object.h"
#include "cpsg/git/pack/tag_head.h"
#include "cpsg/git/protocol/refs.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::client {

struct FetchPlan {
  std::vector<model::Oid> wants;   // what refs name and we do not have: commits, or tags of them
  std::vector<model::Oid> peeled;  // what wanted tags peel to, as the remote listed it
  // Published tips, at most limits::kHavesMax in all; none on a first sync. The server looks at each and what it
  // reaches, so those are offered first that the wants most likely lead to. The others come in a second request, which
  // is sent when the server did not find the first ones enough: if it knew none of them, or the wants may as well lead
  // to the others.
  std::vector<model::Oid> haves;
  std::vector<model::Oid> other_haves;
  bool may_lead_to_others = false;
  // Ancestors of all of these, for the second request when the server knows none of the first. May be empty.
  std::function<std::vector<model::Oid>()> sampled_ancestors;
};

// Something wanted, or what a wanted tag peels to, that came and is no commit.
struct NoCommit {
  pack::ObjectType type = pack::ObjectType::kTree;
  std::optional<pack::TagHead> tag;  // of a tag that can be read
};

struct FetchResult {
  // Commits that the remote has without their parents, because it is a shallow clone: older ones are missing there.
  std::vector<model::Oid> shallow;
  std::unordered_map<model::Oid, NoCommit> no_commits;
};

// How far a fetch is. Reported often.
struct FetchProgress {
  std::uint64_t received_bytes = 0;
  std::uint32_t objects_done = 0;
  std::uint32_t objects_total = 0;  // 0 until the pack has begun
  std::string_view remote_message;  // the server's own progress line, cleaned of control characters
};

class Transport;

class RemoteRepository {
 public:
  // `known` is an earlier advertisement of the same URL; without it the first call discovers.
  RemoteRepository(RemoteOptions options, std::optional<RemoteAdvertisement> known);
  // The same over another transport, for tests.
  RemoteRepository(std::unique_ptr<Transport> transport, RemoteOptions options,
                   std::optional<RemoteAdvertisement> known);
  ~RemoteRepository();

  // Throws Error: kNotFound, kUnauthorized, kForbidden, kGone, kBlocked, kRateLimited (with Retry-After), kRemoteError,
  // kUnsupportedRemote (protocol, filter, object format), kNetwork, kTls, kTimeout, kBadData, kLimitExceeded.
  [[nodiscard]] protocol::RefListing list_refs();

  using CommitSink = std::function<void(const model::Oid& oid, pack::ObjectContent content)>;
  // Fetches the commits that `wants` reach and `haves` don't (the server may send some more) with `filter tree:0`, and
  // hands each to `on_commit` once; `content` is valid during the call, and of a huge commit it is not whole.
  // `on_progress` must be quick; `on_count` gets the number of objects in the pack. Both may be empty. Throws as
  // list_refs() and PackReader do, and what a function throws; protocol::RemoteRefusal where the remote says in its own
  // words why it sends nothing.
  FetchResult fetch(const FetchPlan& plan, const CommitSink& on_commit,
                    const std::function<void(const FetchProgress&)>& on_progress = {},
                    const std::function<void(std::uint32_t objects)>& on_count = {});

  // The commits below `tips` that the remote has without their parents; none where it is whole. One small request: the
  // tips are known on both sides. Throws as fetch() does.
  [[nodiscard]] std::vector<model::Oid> shallow_commits(std::span<const model::Oid> tips);

  // What was found or confirmed; nothing before the first successful call.
  [[nodiscard]] const std::optional<RemoteAdvertisement>& advertisement() const;
  [[nodiscard]] RemoteTraffic traffic() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::git::client
