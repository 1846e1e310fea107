#include "cpsg/api/cursor.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "cpsg/base/base64url.h"
#include "cpsg/base/varint.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/git_time.h"

namespace cpsg::api {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kVersion = 1;
constexpr char kCommitKind = 'c';
constexpr char kContributorKind = 'a';
constexpr char kSortedBranchKind = 's';
constexpr char kSortedPullKind = 'u';
constexpr char kReleaseKind = 'r';
constexpr char kContributorPositionKind = 'o';
constexpr char kProjectPlaceKind = 'f';
constexpr char kBatchEndsKind = 'h';
// No stored commit is later, whatever its offset.
constexpr std::int64_t kLastEpochS = model::kMaxEpochS + std::int64_t{24} * 60 * 60;

http::FieldError malformed() {
  return {ErrorCode::kRequestInvalid, "cursor", "cursor must be one that an earlier page of this list gave"};
}

Bytes decode(std::string_view text) {
  auto bytes = base64url_decode(text);
  if (!bytes) throw malformed();
  return *std::move(bytes);
}

Bytes start(char kind) { return {static_cast<std::uint8_t>(kind), kVersion}; }

void append_text(Bytes& bytes, std::string_view text) {
  append_varint(bytes, text.size());
  bytes.insert(bytes.end(), text.begin(), text.end());
}

// Reads the fields of a cursor in the order in which they were written. Throws for anything else.
class Reader {
 public:
  Reader(std::string_view text, char kind) : bytes_(decode(text)), rest_(bytes_) {
    if (rest_.size() < 2 || rest_[0] != static_cast<std::uint8_t>(kind) || rest_[1] != kVersion) throw malformed();
    rest_ = rest_.subspan(2);
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    if (!read_varint(rest_, value)) throw malformed();
    return value;
  }
  std::span<const std::uint8_t> take(std::uint64_t size) {
    if (size > rest_.size()) throw malformed();
    const auto front = rest_.first(size);
    rest_ = rest_.subspan(size);
    return front;
  }
  std::string text() {
    const auto bytes = take(number());
    return {bytes.begin(), bytes.end()};
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  void end() const {
    if (!rest_.empty()) throw malformed();
  }

 private:
  Bytes bytes_;
  std::span<const std::uint8_t> rest_;
};

// Clients hold cursors for any time: the numbers of orders never change.
std::uint64_t order_number(storage::BranchSort sort, bool descending) {
  return 2 * static_cast<std::uint64_t>(sort) + (descending ? 1 : 0);
}

// Of a list's order and direction. A place in one is none in another.
std::uint64_t order_number(history::ContributorOrder order, bool descending) {
  return static_cast<std::uint64_t>(order) * 2 + (descending ? 1 : 0);
}

}  // namespace

std::string encode_cursor(NameCursorKind kind, std::string_view name) {
  Bytes bytes = start(static_cast<char>(kind));
  append_text(bytes, name);
  return base64url_encode(bytes);
}

std::string decode_name_cursor(NameCursorKind kind, std::string_view text) {
  Reader reader(text, static_cast<char>(kind));
  std::string name = reader.text();
  reader.end();
  return name;
}

std::string encode_cursor(NumberCursorKind kind, std::int64_t number) {
  Bytes bytes = start(static_cast<char>(kind));
  append_varint(bytes, zigzag(number));
  return base64url_encode(bytes);
}

std::int64_t decode_number_cursor(NumberCursorKind kind, std::string_view text) {
  Reader reader(text, static_cast<char>(kind));
  const std::int64_t number = unzigzag(reader.number());
  reader.end();
  return number;
}

std::string encode_batch_ends_cursor(std::string_view batch_id, std::chrono::seconds width, UnixTime begins_at) {
  Bytes bytes = start(kBatchEndsKind);
  append_text(bytes, batch_id);
  append_varint(bytes, static_cast<std::uint64_t>(width.count()));
  append_varint(bytes, zigzag(begins_at.time_since_epoch().count()));
  return base64url_encode(bytes);
}

UnixTime decode_batch_ends_cursor(std::string_view batch_id, std::chrono::seconds width, std::string_view text) {
  Reader reader(text, kBatchEndsKind);
  const bool is_of_list = reader.text() == batch_id && reader.number() == static_cast<std::uint64_t>(width.count());
  if (!is_of_list) throw malformed();
  const std::int64_t begins_at_s = unzigzag(reader.number());
  reader.end();
  if (begins_at_s < 0 || begins_at_s > kLastEpochS) throw malformed();
  return UnixTime(std::chrono::seconds(begins_at_s));
}

std::string encode_cursor(const storage::BranchCursor& cursor, storage::BranchSort sort, bool descending) {
  if (sort == storage::BranchSort::kName && !descending) return encode_cursor(NameCursorKind::kBranch, cursor.name);
  Bytes bytes = start(kSortedBranchKind);
  append_varint(bytes, order_number(sort, descending));
  append_varint(bytes, cursor.value.has_value() ? 1 : 0);
  if (cursor.value) append_varint(bytes, zigzag(*cursor.value));
  append_text(bytes, cursor.name);
  return base64url_encode(bytes);
}

storage::BranchCursor decode_branch_cursor(std::string_view text, storage::BranchSort sort, bool descending) {
  if (sort == storage::BranchSort::kName && !descending) {
    return {std::nullopt, decode_name_cursor(NameCursorKind::kBranch, text)};
  }
  Reader reader(text, kSortedBranchKind);
  storage::BranchCursor cursor;
  if (reader.number() != order_number(sort, descending)) throw malformed();
  const std::uint64_t has_value = reader.number();
  if (has_value > 1 || (has_value == 1 && sort == storage::BranchSort::kName)) throw malformed();
  if (has_value == 1) cursor.value = unzigzag(reader.number());
  cursor.name = reader.text();
  reader.end();
  return cursor;
}

std::string encode_cursor(const storage::CommitCursor& cursor) {
  Bytes bytes = start(kCommitKind);
  append_varint(bytes, cursor.committed_epoch_s ? zigzag(*cursor.committed_epoch_s) + 1 : 0);
  bytes.insert(bytes.end(), cursor.oid.bytes.begin(), cursor.oid.bytes.end());
  return base64url_encode(bytes);
}

storage::CommitCursor decode_commit_cursor(std::string_view text) {
  Reader reader(text, kCommitKind);
  storage::CommitCursor cursor;
  const std::uint64_t epoch = reader.number();
  if (epoch > 0) {
    cursor.committed_epoch_s = unzigzag(epoch - 1);
    if (*cursor.committed_epoch_s < 0 || *cursor.committed_epoch_s > kLastEpochS) throw malformed();
  }
  const auto oid = reader.take(model::Oid::kSizeBytes);
  std::copy(oid.begin(), oid.end(), cursor.oid.bytes.begin());
  reader.end();
  return cursor;
}

std::string encode_cursor(const PullOrder& order, const storage::PullCursor& cursor) {
  if (order == PullOrder()) return encode_cursor(NumberCursorKind::kPull, cursor.number);
  Bytes bytes = start(kSortedPullKind);
  append_varint(bytes, static_cast<std::uint64_t>(order.sort) * 2 + (order.descending ? 1 : 0));
  append_varint(bytes, zigzag(cursor.number));
  if (cursor.value) append_varint(bytes, zigzag(*cursor.value));
  return base64url_encode(bytes);
}

storage::PullCursor decode_pull_cursor(const PullOrder& order, std::string_view text) {
  if (order == PullOrder()) return {std::nullopt, decode_number_cursor(NumberCursorKind::kPull, text)};
  Reader reader(text, kSortedPullKind);
  if (reader.number() != static_cast<std::uint64_t>(order.sort) * 2 + (order.descending ? 1 : 0)) {
    throw http::FieldError(ErrorCode::kRequestInvalid, "cursor", "cursor was made for another sort or order");
  }
  storage::PullCursor cursor{std::nullopt, unzigzag(reader.number())};
  if (!reader.at_end()) cursor.value = unzigzag(reader.number());
  reader.end();
  return cursor;
}

std::string encode_cursor(const ProjectCursor& cursor) {
  Bytes bytes = start(kProjectPlaceKind);
  for (const std::uint8_t each : {cursor.sort, std::uint8_t{cursor.descending}, cursor.window}) bytes.push_back(each);
  bytes.push_back(cursor.value ? 1 : 0);
  append_varint(bytes, zigzag(cursor.value.value_or(0)));
  append_text(bytes, cursor.full_name);
  return base64url_encode(bytes);
}

ProjectCursor decode_project_cursor(std::string_view text) {
  Reader reader(text, kProjectPlaceKind);
  const auto order = reader.take(4);
  ProjectCursor cursor{.sort = order[0], .descending = order[1] != 0, .window = order[2], .value = {}, .full_name = {}};
  const std::int64_t value = unzigzag(reader.number());
  if (order[1] > 1 || order[3] > 1) throw malformed();
  if (order[3] == 1) cursor.value = value;
  cursor.full_name = reader.text();
  reader.end();
  return cursor;
}

std::string encode_cursor(const storage::ContributorCursor& cursor) {
  Bytes bytes = start(kContributorKind);
  append_varint(bytes, zigzag(cursor.commits_all));
  append_text(bytes, cursor.email);
  append_text(bytes, cursor.name);
  if (cursor.same > 1) append_varint(bytes, cursor.same);
  return base64url_encode(bytes);
}

storage::ContributorCursor decode_contributor_cursor(std::string_view text) {
  Reader reader(text, kContributorKind);
  storage::ContributorCursor cursor;
  cursor.commits_all = unzigzag(reader.number());
  if (cursor.commits_all < 0) throw malformed();
  cursor.email = reader.text();
  cursor.name = reader.text();
  if (!reader.at_end()) {
    const std::uint64_t same = reader.number();
    if (same > std::numeric_limits<std::uint32_t>::max()) throw malformed();
    cursor.same = static_cast<std::uint32_t>(same);
  }
  reader.end();
  return cursor;
}

std::string encode_cursor(const storage::ReleaseCursor& cursor) {
  Bytes bytes = start(kReleaseKind);
  append_varint(bytes, zigzag(cursor.published_at.time_since_epoch().count()));
  append_text(bytes, cursor.tag);
  return base64url_encode(bytes);
}

storage::ReleaseCursor decode_release_cursor(std::string_view text) {
  Reader reader(text, kReleaseKind);
  storage::ReleaseCursor cursor;
  const std::int64_t published_s = unzigzag(reader.number());
  if (published_s < 0 || published_s > kLastEpochS) throw malformed();
  cursor.published_at = UnixTime(std::chrono::seconds(published_s));
  cursor.tag = reader.text();
  reader.end();
  return cursor;
}

std::string encode_cursor(const history::ContributorPosition& position, history::ContributorOrder order,
                          bool descending) {
  Bytes bytes = start(kContributorPositionKind);
  append_varint(bytes, order_number(order, descending));
  append_varint(bytes, position.is_known ? 1 : 0);
  append_varint(bytes, zigzag(position.number));
  append_text(bytes, position.name);
  append_varint(bytes, position.key);
  return base64url_encode(bytes);
}

history::ContributorPosition decode_contributor_position(std::string_view text, history::ContributorOrder order,
                                                         bool descending) {
  Reader reader(text, kContributorPositionKind);
  if (reader.number() != order_number(order, descending)) throw malformed();
  history::ContributorPosition position;
  const std::uint64_t is_known = reader.number();
  if (is_known > 1) throw malformed();
  position.is_known = is_known == 1;
  position.number = unzigzag(reader.number());
  position.name = reader.text();
  position.key = reader.number();
  reader.end();
  return position;
}

}  // namespace cpsg::api
