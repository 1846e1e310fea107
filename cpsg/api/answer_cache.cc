#include "cpsg/api/answer_cache.h"

#include <functional>
#include <utility>

namespace cpsg::api {
namespace {

// What the containers take for an answer, about.
constexpr std::size_t kOverheadBytes = 512;

std::size_t size_of(const http::AnswerBytes& bytes) {
  return bytes.before_date.size() + bytes.before_id.size() + bytes.rest.size();
}

std::size_t size_of(const AnswerKey& key, const KeptAnswer& answer) {
  return kOverheadBytes + key.target.size() + key.accept.size() + key.accept_encoding.size() + answer.etag.size() +
         size_of(answer.whole) + size_of(answer.not_modified);
}

bool is_same(const storage::ProjectRevision& now, const AnswerBasis& basis) {
  const storage::ProjectRevision& then = *basis.project;
  if (now.moved || now.id != then.id || now.revision != then.revision) return false;
  return basis.revision_decides || now.version == then.version;
}

}  // namespace

std::size_t AnswerCache::Hash::operator()(const AnswerKey& key) const noexcept {
  constexpr std::size_t kMultiplier = 0x9E3779B97F4A7C15;
  std::size_t hash = key.with_credentials ? 1 : 0;
  for (const std::string_view text : {key.target, key.accept, key.accept_encoding}) {
    hash = hash * kMultiplier + std::hash<std::string_view>{}(text);
  }
  return hash;
}

std::optional<std::uint64_t> AnswerCache::mark_before_reading(Instant now) const {
  return options_.max_bytes == 0 ? std::nullopt : changes_.current(now);
}

void AnswerCache::keep(const AnswerKey& key, std::shared_ptr<KeptAnswer> answer, Instant now) {
  const std::size_t size_bytes = size_of(key, *answer);
  if (size_bytes > kAnswerMaxBytes || size_bytes > options_.max_bytes) return;
  if (!answer->basis.project && changes_.current(now) != answer->mark) return;
  OwnedKey owned{std::string(key.target), std::string(key.accept), std::string(key.accept_encoding),
                 key.with_credentials};
  const std::scoped_lock lock(mutex_);
  if (const auto known = places_.find(key); known != places_.end()) erase(known);
  const auto [place, is_new] = places_.try_emplace(std::move(owned));
  uses_.push_front(&place->first);
  place->second = {.answer = std::move(answer), .use = uses_.begin(), .size_bytes = size_bytes};
  size_bytes_ += size_bytes;
  while (size_bytes_ > options_.max_bytes) erase(places_.find(*uses_.back()));
}

std::shared_ptr<const KeptAnswer> AnswerCache::find(const AnswerKey& key, Instant now, UnixTime time) {
  std::shared_ptr<KeptAnswer> answer = use(key);
  if (!answer) return nullptr;
  const Standing found = standing(*answer, now, time);
  if (found == Standing::kStands) return answer;
  if (found == Standing::kOver) drop(key, *answer);
  return nullptr;
}

std::size_t AnswerCache::size_bytes() const {
  const std::scoped_lock lock(mutex_);
  return size_bytes_;
}

std::shared_ptr<KeptAnswer> AnswerCache::use(const AnswerKey& key) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(key);
  if (place == places_.end()) return nullptr;
  uses_.splice(uses_.begin(), uses_, place->second.use);
  return place->second.answer;
}

// The row is read after the mark: it is not older than that, so the answer stands under it.
AnswerCache::Standing AnswerCache::standing(KeptAnswer& answer, Instant now, UnixTime time) const {
  const AnswerBasis& basis = answer.basis;
  if (time < basis.made_at || (basis.valid_until && time >= *basis.valid_until)) return Standing::kOver;
  const auto mark = changes_.current(now);
  if (!mark) return Standing::kUnknown;
  if (answer.mark == *mark) return Standing::kStands;
  if (!basis.project) return Standing::kOver;
  const auto project = changes_.revision_now(basis.project->owner + "/" + basis.project->name);
  if (!project || !is_same(*project, basis)) return Standing::kOver;
  answer.mark = *mark;
  return Standing::kStands;
}

// Unless another one is in its place by now.
void AnswerCache::drop(const AnswerKey& key, const KeptAnswer& answer) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(key);
  if (place != places_.end() && place->second.answer.get() == &answer) erase(place);
}

void AnswerCache::erase(Places::iterator place) {
  size_bytes_ -= place->second.size_bytes;
  uses_.erase(place->second.use);
  places_.erase(place);
}

}  // namespace cpsg::api
