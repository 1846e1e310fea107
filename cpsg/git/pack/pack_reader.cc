#include "cpsg/git/pack/pack_reader.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <vector>

#include "cpsg/git/pack/commit_condenser.h"
#include "cpsg/git/pack/inflate.h"
#include "cpsg/git/pack/object_hash.h"
#include "cpsg/git/pack/object_resolver.h"
#include "cpsg/git/pack/pack_entry.h"
#include "cpsg/git/pack/pack_error.h"
#include "cpsg/git/pack/pending_deltas.h"
#include "cpsg/git/pack/scratch_buffer.h"
#include "cpsg/git/pack/spool.h"

namespace cpsg::git::pack {

// One pass over the bytes as they come. An entry that is whole in what was received is inflated in one go. One that is
// cut off by the end of it is inflated in pieces; a small one is tried once more in one go when more has come, because
// that is faster, and nothing is inflated a third time.
class PackReader::Impl {
 public:
  Impl(PackReaderOptions options, ObjectSink on_object, CountSink on_count)
      : on_object_(std::move(on_object)),
        on_count_(std::move(on_count)),
        spool_(std::move(options.spool_directory), options.spool_memory_bytes),
        budget_(limits::kPackMaxInflatedBytes),
        resolver_({spool_, entries_, pending_, inflater_, budget_}, options.base_cache_bytes) {}

  void feed(Bytes bytes);
  void finish();

  [[nodiscard]] std::uint64_t received_bytes() const { return spool_.size(); }
  [[nodiscard]] std::uint32_t objects_done() const { return done_; }

 private:
  enum class State { kPackHeader, kEntryHead, kEntryBody, kTrailer, kEnd };

  void feed_piece(Bytes piece);
  // Goes on from `position_`; false when that needs more bytes.
  bool advance();
  bool read_pack_header();
  bool begin_entry();
  void count_entry();
  [[nodiscard]] bool may_be_whole_soon(Bytes received) const;
  bool continue_entry();
  void end_entry();
  bool read_trailer();
  void hash_up_to_position();

  void check_size_limits() const;
  [[nodiscard]] bool is_streamed() const;
  [[nodiscard]] std::span<std::uint8_t> room_for_body();
  void take_delta(Bytes delta);
  void resolve_pending();
  void begin_large(ObjectType type, std::uint64_t size);
  void hash_and_condense(ObjectType type, Bytes piece);
  model::Oid hash_of(const BaseObject& object);
  model::Oid pass_on(const BaseObject& object);
  void pass_on(ObjectType type, const model::Oid& oid, ObjectContent content);
  [[nodiscard]] ObjectContent condensed(ObjectType type);

  ObjectSink on_object_;
  CountSink on_count_;
  Spool spool_;
  EntryIndex entries_;
  PendingDeltas pending_;
  Inflater inflater_;
  InflateBudget budget_;
  ObjectResolver resolver_;
  ObjectHash object_hash_;
  Sha1 pack_hash_;
  std::uint64_t hashed_ = 0;  // bytes of the pack that are in pack_hash_

  State state_ = State::kPackHeader;
  std::uint64_t position_ = 0;
  std::uint32_t announced_ = 0;
  std::uint32_t done_ = 0;

  // The entry at hand.
  EntryHead head_;
  bool tried_whole_ = false;    // and it was cut off
  std::uint64_t produced_ = 0;  // bytes that it inflated to so far
  ScratchBuffer body_;
  CommitCondenser condenser_;           // of a commit too large for memory
  std::vector<std::uint8_t> tag_head_;  // of such a tag
};

void PackReader::Impl::feed(Bytes bytes) {
  // Pieces that stay in the processor's cache, and a bound on what the spool must hold in memory.
  constexpr std::size_t kPieceBytes = 64 * limits::kKiB;
  if (bytes.size() > limits::kPackMaxBytes - spool_.size()) throw_pack_limit("it has too many bytes");
  while (!bytes.empty()) {
    const Bytes piece = bytes.first(std::min(bytes.size(), kPieceBytes));
    feed_piece(piece);
    bytes = bytes.subspan(piece.size());
  }
}

void PackReader::Impl::feed_piece(Bytes piece) {
  spool_.append(piece);
  while (advance()) {
  }
  hash_up_to_position();
  spool_.release(position_);
}

bool PackReader::Impl::advance() {
  switch (state_) {
    case State::kPackHeader:
      return read_pack_header();
    case State::kEntryHead:
      return begin_entry();
    case State::kEntryBody:
      return continue_entry();
    case State::kTrailer:
      return read_trailer();
    case State::kEnd:
      break;
  }
  if (position_ != spool_.size()) throw_bad_pack("something follows its end");
  return false;
}

bool PackReader::Impl::read_pack_header() {
  const Bytes bytes = spool_.tail(position_);
  if (bytes.size() < PackHeader::kSizeBytes) return false;
  announced_ = parse_pack_header(bytes).objects;
  if (announced_ > limits::kPackMaxObjects) throw_pack_limit("it has too many objects");
  // A lie about their number must not cost memory.
  constexpr std::uint32_t kReservedMax = 1U << 20;
  entries_.reserve(std::min(announced_, kReservedMax));
  if (on_count_) on_count_(announced_);
  position_ += PackHeader::kSizeBytes;
  state_ = announced_ == 0 ? State::kTrailer : State::kEntryHead;
  return true;
}

bool PackReader::Impl::begin_entry() {
  const Bytes bytes = spool_.tail(position_);
  const std::optional<EntryHead> head = parse_entry_head(bytes);
  if (!head) return false;
  head_ = *head;
  if (!tried_whole_) count_entry();
  produced_ = 0;
  if (!is_streamed()) {
    const auto size = static_cast<std::size_t>(head_.size);
    const auto consumed = inflater_.inflate_whole(bytes.subspan(head_.head_bytes), body_.prepare(size));
    if (consumed) {
      position_ += head_.head_bytes + *consumed;
      end_entry();
      return true;
    }
    if (!tried_whole_ && may_be_whole_soon(bytes)) {
      tried_whole_ = true;
      return false;
    }
    (void)body_.prepare(size + 1);  // see room_for_body()
  } else if (!head_.is_delta()) {
    begin_large(head_.type, head_.size);
  }
  position_ += head_.head_bytes;
  inflater_.begin();
  state_ = State::kEntryBody;
  return true;
}

void PackReader::Impl::count_entry() {
  check_size_limits();
  budget_.charge(head_.size);
  entries_.add(position_);
}

// Whether what could not be inflated is likely to be a small entry of which the end has not come yet.
bool PackReader::Impl::may_be_whole_soon(Bytes received) const {
  constexpr std::uint64_t kSmallBytes = 32 * limits::kKiB;
  constexpr std::size_t kReceivedMaxBytes = 48 * limits::kKiB;
  return head_.size < kSmallBytes && received.size() < kReceivedMaxBytes;
}

bool PackReader::Impl::continue_entry() {
  const Bytes bytes = spool_.tail(position_);
  const std::span<std::uint8_t> room = room_for_body();
  const Inflater::Step step = inflater_.step(bytes, room);
  if (is_streamed() && !head_.is_delta()) hash_and_condense(head_.type, room.first(step.produced));
  position_ += step.consumed;
  produced_ += step.produced;
  if (produced_ > head_.size) throw_bad_pack("an object is larger than announced");
  if (step.ended) {
    if (produced_ != head_.size) throw_bad_pack("an object is smaller than announced");
    end_entry();
  }
  return step.ended || step.consumed != 0 || step.produced != 0;
}

void PackReader::Impl::end_entry() {
  entries_.set_end(position_);
  tried_whole_ = false;
  state_ = entries_.size() == announced_ ? State::kTrailer : State::kEntryHead;
  if (is_streamed()) {
    if (head_.is_delta()) return take_delta({});
    return pass_on(head_.type, object_hash_.end(), condensed(head_.type));
  }
  const Bytes body = body_.first(static_cast<std::size_t>(head_.size));
  if (head_.is_delta()) {
    take_delta(body);
  } else {
    pass_on(head_.type, object_hash_.hash(head_.type, body), body);
  }
}

bool PackReader::Impl::read_trailer() {
  const Bytes bytes = spool_.tail(position_);
  if (bytes.size() < model::Oid::kSizeBytes) return false;
  hash_up_to_position();
  const model::Oid checksum = pack_hash_.end();
  if (!std::equal(checksum.bytes.begin(), checksum.bytes.end(), bytes.begin())) throw_bad_pack("its checksum is wrong");
  position_ += model::Oid::kSizeBytes;
  hashed_ = position_;
  state_ = State::kEnd;
  return true;
}

void PackReader::Impl::hash_up_to_position() {
  if (hashed_ == position_) return;
  pack_hash_.update(spool_.tail(hashed_).first(static_cast<std::size_t>(position_ - hashed_)));
  hashed_ = position_;
}

void PackReader::Impl::check_size_limits() const {
  const bool may_be_large = !head_.is_delta() && (head_.type == ObjectType::kTree || head_.type == ObjectType::kBlob);
  if (head_.size > limits::kSpooledObjectMaxBytes && !may_be_large) throw_pack_limit("an object is too large");
}

// Large objects are hashed as they come and never held; large deltas are read again from the spool.
bool PackReader::Impl::is_streamed() const { return head_.size > limits::kObjectMaxBytes; }

// Where the body at hand goes on. There is room for one byte more than was announced: it shows that there is more.
std::span<std::uint8_t> PackReader::Impl::room_for_body() {
  constexpr std::size_t kStreamedPieceBytes = 64 * limits::kKiB;
  if (is_streamed()) return body_.prepare(kStreamedPieceBytes);
  return body_.prepare(static_cast<std::size_t>(head_.size) + 1).subspan(static_cast<std::size_t>(produced_));
}

void PackReader::Impl::take_delta(Bytes delta) {
  const std::uint32_t entry = entries_.size() - 1;
  if (head_.base == EntryHead::Base::kOid) {
    pending_.add_by_oid(entry, head_.base_oid);
    return;
  }
  const std::uint32_t base_entry = entries_.before(entry, head_.base_distance);
  if (pending_.waits(base_entry)) {
    pending_.add_by_entry(entry, base_entry);
    return;
  }
  const BasePointer base = resolver_.resolve(base_entry);
  pass_on(is_streamed() ? *resolver_.apply_from_spool(*base, entry) : *resolver_.apply(*base, delta, entry));
}

void PackReader::Impl::finish() {
  // The last entry may wait for more: zlib tells whether it is damaged or cut off.
  while (tried_whole_ && advance()) {
  }
  if (state_ != State::kEnd) throw_bad_pack("it is cut off");
  resolve_pending();
  if (pending_.waiting() != 0) throw_bad_pack("the base of a delta is missing");
  assert(done_ == announced_);
}

// Goes through the pack again to find, by their ids, the bases that are waited for.
void PackReader::Impl::resolve_pending() {
  if (pending_.waiting() == 0) return;
  pending_.seal();
  std::vector<std::uint32_t> ready;
  for (std::uint32_t entry = 0; entry < entries_.size() && pending_.waiting() != 0; ++entry) {
    if (pending_.waits(entry)) continue;
    const BasePointer candidate = resolver_.resolve(entry);
    pending_.release(hash_of(*candidate), entry, ready);
    while (!ready.empty()) {
      const std::uint32_t next = ready.back();
      ready.pop_back();
      const BasePointer object = resolver_.resolve(next);
      pending_.release(pass_on(*object), next, ready);
    }
  }
}

void PackReader::Impl::begin_large(ObjectType type, std::uint64_t size) {
  object_hash_.begin(type, size);
  condenser_.begin();
  tag_head_.clear();
}

void PackReader::Impl::hash_and_condense(ObjectType type, Bytes piece) {
  constexpr std::size_t kTagHeadBytes = 4 * limits::kKiB;
  object_hash_.update(piece);
  if (type == ObjectType::kCommit) condenser_.feed(piece);
  if (type != ObjectType::kTag) return;
  const Bytes part = piece.first(std::min(piece.size(), kTagHeadBytes - tag_head_.size()));
  tag_head_.insert(tag_head_.end(), part.begin(), part.end());
}

ObjectContent PackReader::Impl::condensed(ObjectType type) {
  if (type == ObjectType::kCommit) return {condenser_.content(), false};
  return {type == ObjectType::kTag ? Bytes(tag_head_) : Bytes(), false};
}

// Of an object in a file it makes condensed() ready as well.
model::Oid PackReader::Impl::hash_of(const BaseObject& object) {
  if (!object.file) return object_hash_.hash(object.type, object.content);
  constexpr std::uint64_t kPieceBytes = 256 * limits::kKiB;
  begin_large(object.type, object.size());
  for (std::uint64_t at = 0; at < object.size(); at += kPieceBytes) {
    const auto size = static_cast<std::size_t>(std::min(kPieceBytes, object.size() - at));
    hash_and_condense(object.type, object.read(at, size, body_));
  }
  return object_hash_.end();
}

model::Oid PackReader::Impl::pass_on(const BaseObject& object) {
  const model::Oid oid = hash_of(object);
  pass_on(object.type, oid, object.file ? condensed(object.type) : ObjectContent(object.content));
  return oid;
}

void PackReader::Impl::pass_on(ObjectType type, const model::Oid& oid, ObjectContent content) {
  ++done_;
  const bool has_content = type == ObjectType::kCommit || type == ObjectType::kTag;
  on_object_(type, oid, has_content ? content : ObjectContent(Bytes{}, content.whole));
}

PackReader::PackReader(PackReaderOptions options, ObjectSink on_object, CountSink on_count)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(on_object), std::move(on_count))) {}
PackReader::~PackReader() = default;

void PackReader::feed(Bytes bytes) { impl_->feed(bytes); }
void PackReader::finish() { impl_->finish(); }
std::uint64_t PackReader::received_bytes() const { return impl_->received_bytes(); }
std::uint32_t PackReader::objects_done() const { return impl_->objects_done(); }

}  // namespace cpsg::git::pack
