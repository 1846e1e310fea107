// Opaque cursors: the key of the last thing on a page, so that the next page starts after it whatever was added or
// removed in between.
//
// The text is base64url of a kind, a version and the key; clients must not look inside. A cursor that is not of the
// kind asked for is refused with http::FieldError("cursor").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cpsg/storage/stores.h"

namespace cpsg::api {

// Of lists that go by one name.
enum class NameCursorKind : char { kProject = 'p', kBranch = 'b' };
[[nodiscard]] std::string encode_cursor(NameCursorKind kind, std::string_view name);
[[nodiscard]] std::string decode_name_cursor(NameCursorKind kind, std::string_view text);

// Of lists that go by one number.
enum class NumberCursorKind : char { kPull = 'n', kDay = 'd', kPlace = 'i' };
[[nodiscard]] std::string encode_cursor(NumberCursorKind kind, std::int64_t number);
[[nodiscard]] std::int64_t decode_number_cursor(NumberCursorKind kind, std::string_view text);

[[nodiscard]] std::string encode_cursor(const storage::CommitCursor& cursor);
[[nodiscard]] storage::CommitCursor decode_commit_cursor(std::string_view text);

[[nodiscard]] std::string encode_cursor(const storage::ContributorCursor& cursor);
[[nodiscard]] storage::ContributorCursor decode_contributor_cursor(std::string_view text);

}  // namespace cpsg::api
