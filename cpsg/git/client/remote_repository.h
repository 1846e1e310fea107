// A git repository seen from outside, by protocol version 2: its branches and the commits they reach.
//
// Blocking; one RemoteRepository a thread. Over http(s), or a local directory through `git upload-pack`.
// Sources: gitprotocol-v2, gitprotocol-http, gitprotocol-common.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/bytes.h"
#include "cpsg/git/client/remote_options.h"
#include "cpsg/git/protocol/refs.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::client {

struct FetchPlan {
  std::vector<model::Oid> wants;  // none may be known already
  std::vector<model::Oid> haves;  // published tips, at most limits::kHavesMax; none on a first sync
  // Ancestors of the haves, asked for only when the server knew none of those.
  std::function<std::vector<model::Oid>()> sampled_ancestors;
};

struct FetchResult {
  bool history_cut = false;  // the remote said, unasked, that it is shallow
};

// Where a transfer stands, for progress. Called often; must be quick.
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
  // The same over another wire: what tests put in the network's place.
  RemoteRepository(std::unique_ptr<Transport> transport, RemoteOptions options,
                   std::optional<RemoteAdvertisement> known);
  ~RemoteRepository();

  // Throws Error: kNotFound, kUnauthorized, kForbidden, kGone, kBlocked, kRateLimited (with Retry-After), kRemoteError,
  // kUnsupportedRemote (protocol, filter, object format), kNetwork, kTls, kTimeout, kBadData, kLimitExceeded.
  [[nodiscard]] protocol::RefListing list_refs();

  using CommitSink = std::function<void(const model::Oid& oid, Bytes content)>;
  // Fetches the commits that `wants` reach and `haves` don't (the server may send some more) with `filter tree:0`, and
  // hands each over once. Same errors as list_refs(), and those of PackReader.
  FetchResult fetch(const FetchPlan& plan, const CommitSink& on_commit,
                    const std::function<void(const FetchProgress&)>& on_progress = {},
                    const std::function<void(std::uint32_t objects)>& on_count = {});

  // What was found or confirmed; empty before the first successful call.
  [[nodiscard]] const std::optional<RemoteAdvertisement>& advertisement() const;
  [[nodiscard]] RemoteTraffic traffic() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::git::client
