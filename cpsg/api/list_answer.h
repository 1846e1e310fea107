// How a route answers with a list, in each of the forms of list_format.h.
//
//   auto read = [&pulls, after](ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
//     ...  // items.add(pull) for at most `limit` items behind `after`, until it is false
//     return more ? std::optional(encode_cursor(NumberCursorKind::kPull, after)) : std::nullopt;
//   };
//   return answer_list(context, call, {.shape = "pull_request", .etag = etag, .project = &project}, std::move(read));
//
// A page is read at once. The whole list is read piece by piece while it is sent, with the same function. The lists of
// several projects become one stream, in which each row begins with the project it is of (stream_lists()).
//
// Threads: the function is called on threads that handle requests, one call at a time. It outlives the handler, so it
// holds what it needs by itself; what it refers to must live as long as the API. Errors: those of the store are passed
// on. A stream breaks off where the project was removed, where it may not be seen any more, where the caller's key has
// ended, or where a list of one generation goes on in another one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/list_format.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/shape/rows.h"

namespace cpsg::api {

// Takes the items of a list, and writes them in the form that was asked for.
class ItemSink {
 public:
  // The shape of the items, by its name in the documents. With `names_project` they are rows of several projects.
  ItemSink(const Target& target, std::string_view shape, std::size_t page_max_bytes, bool names_project = false);

  // False where the item has no place any more: it was not taken, and is the next one of the page or piece that
  // follows. The first item always has a place.
  template <typename Item>
  [[nodiscard]] bool add(const Item& item) {
    if (page_) return page_->try_add(item);
    if constexpr (requires(shape::Columns& columns) { append_row(columns, item); }) {
      if (columns_) {
        append_row(*columns_, item);
        return keep_row();
      }
    }
    using shape::append_json;
    json_.clear();
    append_json(json_, item);
    if (!project_.empty()) json_.replace(0, 1, project_);
    return add_json();
  }

  // Takes memory at once for a page of that many items, where its form needs it.
  void expect(std::size_t items);
  // ---- of rows of several projects ----

  // The rows that follow are of this one.
  void begin_project(std::string_view name);
  // A row that tells why the project has none: `error` as JSON, null in all other places. False as add().
  [[nodiscard]] bool add_failure(std::string_view error);

  // ---- for answer_list() alone ----

  [[nodiscard]] http::Response finish(const http::IncomingRequest& request, const Target& target,
                                      const std::optional<std::string>& next, std::string_view etag,
                                      std::string_view beside);
  [[nodiscard]] std::size_t items() const { return items_; }  // that were taken
  [[nodiscard]] std::size_t page_bytes() const { return page_ ? page_->size_bytes() : columns_->size_bytes(); }
  [[nodiscard]] std::size_t streamed_bytes() const { return stream_.size(); }
  [[nodiscard]] bool has_streamed_items() const { return !is_empty_; }
  [[nodiscard]] std::string take_streamed();

 private:
  [[nodiscard]] bool add_json();
  // Whether the last row has its place; else it was taken away again.
  [[nodiscard]] bool keep_row();

  const ListFormat format_;
  const std::size_t max_bytes_;
  const shape::ShapeDescription& shape_;
  std::vector<std::string> fields_;
  std::string project_;                 // what each row begins with: `{"project":"a/b","error":null,`; empty: nothing
  std::optional<shape::RowForm> form_;  // of columns and CSV
  shape::CsvOptions csv_;
  std::optional<Page> page_;                 // of kJson
  std::unique_ptr<shape::Columns> columns_;  // of kColumns; refers to form_
  std::size_t items_ = 0;                    // not counted where page_ is
  std::string stream_;                       // of the others
  bool is_empty_ = true;                     // whether stream_ has no item
  std::string json_;                         // of one item
};

// Adds at most `limit` items behind those of the calls before. The cursor of the page that follows, if there is one.
using ReadItems = std::function<std::optional<std::string>(ItemSink& items, std::size_t limit)>;

struct ListOptions {
  std::string_view shape;                             // of the items
  std::string_view etag = "";                         // of the list; empty: it is made of a page's content
  const storage::ProjectRevision* project = nullptr;  // whose list it is; null: nobody's alone
  std::string what = "";                              // the list's name in that of a file: "commits"
  std::string beside = "";  // what a page has beside `data` and `next`, as JSON members: `"total":3`
  bool is_series = false;   // it is bounded by itself, and has one page
  // Whether its items are those of the project's published generation, whichever that is when they are read: a stream
  // must not go on in the next one.
  bool of_generation = false;
};

// A list before any of it is read.
struct OpenedList {
  ReadItems read;
  std::optional<std::uint64_t> generation{};  // that all items are of, where the list is of one
};
struct ListOfProject {
  std::string name;                                   // as it was asked for
  std::optional<storage::ProjectRevision> project{};  // whose list `list` is
  std::optional<OpenedList> list{};                   // nothing: it is not open
  std::string error{};                                // why there is none, as JSON
};
// Opens the list: sets `list` or `error`. It is called when the list's turn has come, so that no more is in memory than
// that of one project. It outlives the handler.
using OpenList = std::function<void(ListOfProject& list)>;
// The lists of several projects as one stream, NDJSON or CSV, one after the other; `limit` is for each. `what`: as in
// ListOptions.
[[nodiscard]] http::Response stream_lists(const Context& context, const Call& call, std::string_view shape,
                                          std::string_view what, std::vector<ListOfProject> lists, OpenList open);

// The ETag has been compared by then, where it is given.
[[nodiscard]] http::Response answer_list(const Context& context, const Call& call, const ListOptions& options,
                                         ReadItems read);

// A series, all of which is in memory.
template <typename Item>
[[nodiscard]] http::Response answer_series(const Context& context, const Call& call, ListOptions options,
                                           std::vector<Item> items) {
  options.is_series = true;
  const auto all = std::make_shared<const std::vector<Item>>(std::move(items));
  const auto read = [all, at = std::size_t{0}](ItemSink& sink, std::size_t limit) mutable {
    sink.expect(all->size() - at);
    for (std::size_t left = limit; at < all->size() && left > 0 && sink.add((*all)[at]); --left) ++at;
    return at < all->size() ? std::optional<std::string>("") : std::nullopt;
  };
  return answer_list(context, call, options, read);
}

}  // namespace cpsg::api
