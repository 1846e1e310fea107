#include "cpsg/git/client/remote_repository.h"

#include <algorithm>
#include <cassert>
#include <unordered_set>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/git/client/http_transport.h"
#include "cpsg/git/client/process_transport.h"
#include "cpsg/git/pack/pack_reader.h"
#include "cpsg/git/protocol/capabilities.h"
#include "cpsg/git/protocol/fetch.h"
#include "cpsg/git/protocol/ls_refs.h"
#include "cpsg/git/protocol/remote_text.h"

namespace cpsg::git::client {
namespace {

// Reads a pack as it streams in, reports progress, and keeps what is no commit although it was wanted.
class PackReceiver {
 public:
  PackReceiver(pack::PackReaderOptions options, const FetchPlan& plan, RemoteRepository::CommitSink on_commit,
               std::function<void(const FetchProgress&)> on_progress, std::function<void(std::uint32_t)> on_count)
      : reader_(
            std::move(options),
            [this, on_commit = std::move(on_commit)](pack::ObjectType type, const model::Oid& oid,
                                                     pack::ObjectContent content) {
              if (type == pack::ObjectType::kCommit) return on_commit(oid, content);
              if (wanted_.contains(oid)) keep(type, oid, content);
            },
            [this, on_count = std::move(on_count)](std::uint32_t objects) {
              objects_total_ = objects;
              if (on_count) on_count(objects);
            }),
        on_progress_(std::move(on_progress)),
        wanted_(plan.wants.begin(), plan.wants.end()) {
    wanted_.insert(plan.peeled.begin(), plan.peeled.end());
  }

  void take(Bytes bytes) {
    reader_.feed(bytes);
    report();
  }
  void take_message(const std::string& line) {
    message_ = line;
    report();
  }
  void finish() {
    reader_.finish();
    report();
  }
  [[nodiscard]] std::unordered_map<model::Oid, NoCommit> take_no_commits() { return std::move(no_commits_); }

 private:
  void keep(pack::ObjectType type, const model::Oid& oid, Bytes content) {
    NoCommit& kept = no_commits_[oid];
    kept.type = type;
    if (type == pack::ObjectType::kTag) kept.tag = pack::parse_tag_head(content);
  }
  void report() const {
    if (!on_progress_) return;
    on_progress_({reader_.received_bytes(), reader_.objects_done(), objects_total_, message_});
  }

  pack::PackReader reader_;
  const std::function<void(const FetchProgress&)> on_progress_;
  std::unordered_set<model::Oid> wanted_;
  std::unordered_map<model::Oid, NoCommit> no_commits_;
  std::uint32_t objects_total_ = 0;
  std::string message_;
};

}  // namespace

class RemoteRepository::Impl {
 public:
  Impl(std::unique_ptr<Transport> transport, RemoteOptions options, std::optional<RemoteAdvertisement> known)
      : transport_(std::move(transport)), options_(std::move(options)) {
    if (known) use(std::move(*known));
  }

  protocol::RefListing list_refs();
  FetchResult fetch(const FetchPlan& plan, PackReceiver& pack);
  std::vector<model::Oid> shallow_commits(std::span<const model::Oid> tips, PackReceiver& pack);
  pack::PackReaderOptions pack_options() const { return {.spool_directory = options_.spool_directory}; }

  const Transport& transport() const { return *transport_; }
  const std::optional<RemoteAdvertisement>& confirmed() const { return confirmed_; }

 private:
  using RequestMaker = std::function<std::string(const protocol::Capabilities&)>;

  // Takes an earlier advertisement as it stands, unless it would not do: then the remote is asked again.
  void use(RemoteAdvertisement known) {
    try {
      const protocol::Capabilities capabilities = protocol::parse_capabilities(known.capabilities);
      capabilities.require_usable();
      capabilities_ = capabilities;
      advertisement_ = std::move(known);
    } catch (const Error&) {
      // Servers learn: what was missing then may be there now.
    }
  }

  void discover() {
    protocol::AdvertisementParser parser;
    transport_->discover([&](Bytes bytes) { parser.feed(bytes); });
    std::string lines = parser.finish();
    const protocol::Capabilities capabilities = protocol::parse_capabilities(lines);
    capabilities.require_usable();
    capabilities_ = capabilities;
    advertisement_ = {transport_->base_url(), std::move(lines)};
    discovered_ = true;
  }

  // Sends a command; false when what was known of the remote seems out of date, in which case the sink got nothing.
  bool ask(const RequestMaker& make_request, const Transport::BodySink& sink) {
    bool heard = false;
    const auto listen = [&](Bytes bytes) {
      heard = true;
      sink(bytes);
    };
    try {
      const auto reply = transport_->command(make_request(capabilities_), listen);
      return reply == Transport::Reply::kAnswered && heard;
    } catch (const Error& e) {
      if (discovered_ || heard || e.code() != ErrorCode::kNotFound) throw;
      return false;
    }
  }

  void exchange(const RequestMaker& make_request, const Transport::BodySink& sink) {
    if (!advertisement_) discover();
    bool answered = ask(make_request, sink);
    if (!answered && !discovered_) {
      discover();
      answered = ask(make_request, sink);
    }
    if (!answered) {
      throw protocol::RemoteRefusal(
          {ErrorCode::kRemoteError, "the remote ended its answer before the first word; try again"},
          protocol::RemoteRefusal::Hint::kSilence);
    }
    confirmed_ = advertisement_;
  }

  protocol::FetchAnswer ask_for_pack(const protocol::FetchRequest& request, PackReceiver& pack) {
    bool pack_began = false;
    const auto take = [&](Bytes bytes) {
      pack_began = true;
      pack.take(bytes);
    };
    protocol::FetchResponseParser parser(
        {.on_pack = take, .on_message = [&](const std::string& line) { pack.take_message(line); }});
    exchange(
        [&](const protocol::Capabilities& capabilities) {
          return protocol::fetch_request(capabilities, agent(), request);
        },
        [&](Bytes bytes) { parser.feed(bytes); });
    try {
      return parser.finish();
    } catch (const Error& e) {
      if (pack_began) throw;
      throw protocol::RemoteRefusal(e, protocol::RemoteRefusal::Hint::kSilence);
    }
  }

  const std::string& agent() const { return options_.http.user_agent; }

  std::unique_ptr<Transport> transport_;
  RemoteOptions options_;
  std::optional<RemoteAdvertisement> advertisement_;
  protocol::Capabilities capabilities_;  // of advertisement_
  bool discovered_ = false;              // by this object: not out of date
  std::optional<RemoteAdvertisement> confirmed_;
};

protocol::RefListing RemoteRepository::Impl::list_refs() {
  protocol::LsRefsParser parser;
  exchange([&](const protocol::Capabilities& capabilities) { return protocol::ls_refs_request(capabilities, agent()); },
           [&](Bytes bytes) { parser.feed(bytes); });
  return parser.finish();
}

// Without haves everything is wanted, and one request says so. With haves the first request leaves out `done`: a server
// that knows none of them would answer `done` with the whole history, however close some ancestor of theirs is. It
// sends the pack at once if the wants lead to what it has acknowledged.
FetchResult RemoteRepository::Impl::fetch(const FetchPlan& plan, PackReceiver& pack) {
  protocol::FetchRequest request{plan.wants, plan.haves, plan.haves.empty()};
  protocol::FetchAnswer answer = ask_for_pack(request, pack);
  if (!answer.pack && !request.done) {
    std::vector<model::Oid> haves = plan.haves;
    if (!answer.acknowledged || plan.may_lead_to_others) {
      haves.insert(haves.end(), plan.other_haves.begin(), plan.other_haves.end());
    }
    if (!answer.acknowledged && plan.sampled_ancestors) {
      // Where there are too many, those are left out that the server does not know.
      const std::vector<model::Oid> ancestors = plan.sampled_ancestors();
      haves.insert(haves.begin(), ancestors.begin(), ancestors.end());
      haves.resize(std::min(haves.size(), limits::kHavesMax));
    }
    answer = ask_for_pack({plan.wants, haves, true}, pack);
  }
  if (!answer.pack) throw Error(ErrorCode::kBadData, "the remote sent no pack");
  pack.finish();
  return {.shallow = std::move(answer.shallow), .no_commits = pack.take_no_commits()};
}

std::vector<model::Oid> RemoteRepository::Impl::shallow_commits(std::span<const model::Oid> tips, PackReceiver& pack) {
  protocol::FetchAnswer answer = ask_for_pack({tips, tips, true}, pack);
  if (!answer.pack) throw Error(ErrorCode::kBadData, "the remote sent no pack");
  pack.finish();
  return std::move(answer.shallow);
}

namespace {

// `base_url` is what an earlier discovery found; without it, the URL of the options is asked. Throws
// Error(kUrlInvalid).
std::unique_ptr<Transport> make_transport(const RemoteOptions& options, const std::optional<std::string>& base_url) {
  if (options.url.starts_with(kFileScheme)) return std::make_unique<ProcessTransport>(options);
  return std::make_unique<HttpTransport>(options, base_url);
}

}  // namespace

RemoteRepository::RemoteRepository(RemoteOptions options, std::optional<RemoteAdvertisement> known) {
  auto transport = make_transport(options, known ? std::optional(known->base_url) : std::nullopt);
  impl_ = std::make_unique<Impl>(std::move(transport), std::move(options), std::move(known));
}

RemoteRepository::RemoteRepository(std::unique_ptr<Transport> transport, RemoteOptions options,
                                   std::optional<RemoteAdvertisement> known)
    : impl_(std::make_unique<Impl>(std::move(transport), std::move(options), std::move(known))) {}

RemoteRepository::~RemoteRepository() = default;

protocol::RefListing RemoteRepository::list_refs() { return impl_->list_refs(); }

FetchResult RemoteRepository::fetch(const FetchPlan& plan, const CommitSink& on_commit,
                                    const std::function<void(const FetchProgress&)>& on_progress,
                                    const std::function<void(std::uint32_t objects)>& on_count) {
  assert(!plan.wants.empty());
  assert(plan.haves.size() + plan.other_haves.size() <= limits::kHavesMax);
  assert(!plan.haves.empty() || plan.other_haves.empty());
  PackReceiver pack(impl_->pack_options(), plan, on_commit, on_progress, on_count);
  return impl_->fetch(plan, pack);
}

std::vector<model::Oid> RemoteRepository::shallow_commits(std::span<const model::Oid> tips) {
  const CommitSink ignore = [](const model::Oid&, pack::ObjectContent) {};
  PackReceiver pack(impl_->pack_options(), {}, ignore, {}, {});
  return impl_->shallow_commits(tips, pack);
}

const std::optional<RemoteAdvertisement>& RemoteRepository::advertisement() const { return impl_->confirmed(); }
RemoteTraffic RemoteRepository::traffic() const { return impl_->transport().traffic(); }

}  // namespace cpsg::git::client
