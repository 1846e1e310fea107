// Protects: no text makes a reader of cursors crash, and what is read is a cursor: written again, it is read as the
// same.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cpsg/api/cursor.h"
#include "cpsg/http/problem.h"

namespace {

using namespace cpsg::api;  // NOLINT(google-build-using-namespace): this file is about it alone

// Calls read(text) and, if the text is a cursor, write() with what was read; reading that again must give the same.
template <typename Read, typename Write>
void check(std::string_view text, const Read& read, const Write& write) {
  std::string again;
  try {
    again = write(read(text));
  } catch (const cpsg::http::FieldError& e) {
    if (e.field() != "cursor") std::abort();
    return;
  }
  if (write(read(again)) != again) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto encode = [](const auto& cursor) { return encode_cursor(cursor); };
  check(text, decode_commit_cursor, encode);
  check(text, decode_contributor_cursor, encode);
  using cpsg::history::ContributorOrder;
  check(
      text, [](std::string_view each) { return decode_contributor_position(each, ContributorOrder::kName, true); },
      [](const auto& position) { return encode_cursor(position, ContributorOrder::kName, true); });
  for (const bool descending : {false, true}) {
    const auto sort = cpsg::storage::BranchSort::kAhead;
    check(
        text, [&](std::string_view each) { return decode_branch_cursor(each, sort, descending); },
        [&](const cpsg::storage::BranchCursor& cursor) { return encode_cursor(cursor, sort, descending); });
  }
  for (const NameCursorKind kind : {NameCursorKind::kProject, NameCursorKind::kBranch, NameCursorKind::kSavedList}) {
    check(
        text, [&](std::string_view each) { return decode_name_cursor(kind, each); },
        [&](const std::string& name) { return encode_cursor(kind, name); });
  }
  for (const std::chrono::seconds width : {std::chrono::seconds(60), std::chrono::seconds(86'400)}) {
    check(
        text, [&](std::string_view each) { return decode_batch_ends_cursor("b1", width, each); },
        [&](cpsg::UnixTime begins_at) { return encode_batch_ends_cursor("b1", width, begins_at); });
  }
  for (const NumberCursorKind kind : {NumberCursorKind::kPull, NumberCursorKind::kDay, NumberCursorKind::kPlace}) {
    check(
        text, [&](std::string_view each) { return decode_number_cursor(kind, each); },
        [&](std::int64_t number) { return encode_cursor(kind, number); });
  }
  for (const PullOrder order : {PullOrder{}, PullOrder{cpsg::storage::PullSort::kSize, true}}) {
    check(
        text, [&](std::string_view each) { return decode_pull_cursor(order, each); },
        [&](const cpsg::storage::PullCursor& cursor) { return encode_cursor(order, cursor); });
  }
  return 0;
}
