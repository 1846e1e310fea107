// Cursors: the key of the last item of a page as a text, so that the next page starts after it whatever was added or
// removed in between.
//
//   const std::string text = encode_cursor(NumberCursorKind::kPull, 42);
//   const std::int64_t number = decode_number_cursor(NumberCursorKind::kPull, text);  // 42
//
// The text is base64url of a kind, a version and the key, and opaque to clients. Clients may hold a cursor for any
// time, so the form of a kind never changes. Decoding throws http::FieldError("cursor") for a text that is no cursor,
// or one of another kind.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/history/contributor_list.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/pull_query.h"
#include "cpsg/storage/releases.h"

namespace cpsg::api {

// Of lists in the order of a name.
enum class NameCursorKind : char { kProject = 'p', kBranch = 'b', kSavedList = 'l' };
[[nodiscard]] std::string encode_cursor(NameCursorKind kind, std::string_view name);
[[nodiscard]] std::string decode_name_cursor(NameCursorKind kind, std::string_view text);

// Of lists in the order of a number: the last pull request, the last day since 1970, the place in a batch where the
// next page begins, the last sync of the log, the fence of the last lease, or the number of the last batch.
enum class NumberCursorKind : char { kPull = 'n', kDay = 'd', kPlace = 'i', kSync = 'y', kLease = 'l', kBatch = 't' };
[[nodiscard]] std::string encode_cursor(NumberCursorKind kind, std::int64_t number);
[[nodiscard]] std::int64_t decode_number_cursor(NumberCursorKind kind, std::string_view text);

// Of the stretches of time in which projects of a batch ended: when the last one begins. Decoding refuses one of
// another batch, or of stretches of another width.
[[nodiscard]] std::string encode_batch_ends_cursor(std::string_view batch_id, std::chrono::seconds width,
                                                   UnixTime begins_at);
[[nodiscard]] UnixTime decode_batch_ends_cursor(std::string_view batch_id, std::chrono::seconds width,
                                                std::string_view text);

// Of branches in that order; one of another order is refused.
[[nodiscard]] std::string encode_cursor(const storage::BranchCursor& cursor, storage::BranchSort sort, bool descending);
[[nodiscard]] storage::BranchCursor decode_branch_cursor(std::string_view text, storage::BranchSort sort,
                                                         bool descending);

[[nodiscard]] std::string encode_cursor(const storage::CommitCursor& cursor);
[[nodiscard]] storage::CommitCursor decode_commit_cursor(std::string_view text);

// Of pull requests in this order; by ascending number it is a cursor of the kind kPull. Decoding refuses one that was
// made for another order.
struct PullOrder {
  storage::PullSort sort = storage::PullSort::kNumber;
  bool descending = false;
  friend bool operator==(const PullOrder&, const PullOrder&) = default;
};
[[nodiscard]] std::string encode_cursor(const PullOrder& order, const storage::PullCursor& cursor);
[[nodiscard]] storage::PullCursor decode_pull_cursor(const PullOrder& order, std::string_view text);

// Of the list of projects in an order of the client's choice: the last project's value, where it has one, and its name.
struct ProjectCursor {
  std::uint8_t sort = 0;  // these three say in which order; a place of one order is none of another
  bool descending = false;
  std::uint8_t window = 0;
  std::optional<std::int64_t> value;
  std::string full_name;
};
[[nodiscard]] std::string encode_cursor(const ProjectCursor& cursor);
[[nodiscard]] ProjectCursor decode_project_cursor(std::string_view text);

[[nodiscard]] std::string encode_cursor(const storage::ContributorCursor& cursor);
[[nodiscard]] storage::ContributorCursor decode_contributor_cursor(std::string_view text);

[[nodiscard]] std::string encode_cursor(const storage::ReleaseCursor& cursor);
[[nodiscard]] storage::ReleaseCursor decode_release_cursor(std::string_view text);

// Of people in an order that was asked for.
[[nodiscard]] std::string encode_cursor(const history::ContributorPosition& position, history::ContributorOrder order,
                                        bool descending);
[[nodiscard]] history::ContributorPosition decode_contributor_position(std::string_view text,
                                                                       history::ContributorOrder order,
                                                                       bool descending);

}  // namespace cpsg::api
