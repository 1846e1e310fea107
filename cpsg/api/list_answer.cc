#include "cpsg/api/list_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <chrono>
#include <limits>
#include <utility>

#include "cpsg/api/answer.h"
#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/large_answer.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/stream_answer.h"
#include "cpsg/base/error.h"
#include "cpsg/base/json_text.h"
#include "cpsg/base/limits.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kPieceBytes = 64 * limits::kKiB;
constexpr std::size_t kPieceMaxBytes = 1 * limits::kMiB;
// About a piece, so that little is held while a slow client takes it.
constexpr std::size_t kItemsPerRead = 250;
constexpr std::chrono::seconds kRetryAfter{2};

std::string file_of(const ListOptions& options) {
  if (options.project == nullptr) return options.what;
  return fmt::format("{}-{}-{}", options.project->owner, options.project->name, options.what);
}

// Whole lists, one after the other, piece by piece.
class ListStream final : public StreamedAnswer {
 public:
  // Rows name their project where the lists are still to be opened.
  ListStream(const Context& context, const Call& call, std::string_view shape, std::vector<ListOfProject> lists,
             OpenList open)
      : StreamedAnswer(context, call.caller),
        sink_(call.target, shape, kPieceMaxBytes, open != nullptr),
        open_(std::move(open)),
        lists_(std::move(lists)) {
    if (call.target.query.text("limit")) limit_ = call.target.query.limit();
    left_ = limit_;
  }

 protected:
  // What the piece is of is looked at after it was read.
  std::string next_piece() override {
    const std::size_t first = at_;
    while (at_ < lists_.size() && sink_.streamed_bytes() < kPieceBytes && add_some(lists_[at_])) {
    }
    for (std::size_t i = first; i < std::min(at_ + 1, lists_.size()); ++i) {
      if (lists_[i].list && lists_[i].project) require_standing(*lists_[i].project, lists_[i].list->generation);
      if (i < at_) lists_[i].list.reset();  // it may hold much
    }
    return sink_.take_streamed();
  }

 private:
  // False where what comes next begins the next piece.
  bool add_some(ListOfProject& list) {
    if (!list.list) {
      if (sink_.has_streamed_items()) return false;
      sink_.begin_project(list.name);
      open_(list);
      if (!list.list) return add_failure(list.error);
    }
    const std::size_t before = sink_.items();
    const bool more = list.list->read(sink_, std::min(left_, kItemsPerRead)).has_value();
    const std::size_t added = sink_.items() - before;
    left_ = more ? left_ - added : 0;
    if (left_ == 0) begin_next();
    return !(more && added == 0 && sink_.has_streamed_items());  // else the next one is large
  }

  bool add_failure(const std::string& error) {
    const bool added = sink_.add_failure(error);
    assert(added && "it is the first of its piece");
    begin_next();
    return added;
  }

  void begin_next() {
    ++at_;
    left_ = limit_;
  }

  void require_standing(const storage::ProjectRevision& project, const std::optional<std::uint64_t>& generation) const {
    const auto found = context().stores.projects.projects({&project.id, 1});
    const bool is_there = !found.empty() && found.front().incarnation == project.incarnation;
    const bool is_seen = is_there && (caller().sees_private ||
                                      (found.front().statistics && found.front().statistics->visibility == "public"));
    if (!is_seen) throw Error(ErrorCode::kNotFound, "the project was removed or hidden while its list was sent");
    if (generation && found.front().generation != *generation) {
      throw Error(ErrorCode::kOverloaded, "the project's history changed while its list was sent; ask again",
                  kRetryAfter);
    }
  }

  ItemSink sink_;
  const OpenList open_;
  std::vector<ListOfProject> lists_;
  std::size_t at_ = 0;                                           // the list that is being read
  std::size_t limit_ = std::numeric_limits<std::size_t>::max();  // items of each
  std::size_t left_ = 0;                                         // of this one
};

http::Response stream(const Context& context, const Call& call, std::string_view shape, std::string_view file,
                      std::vector<ListOfProject> lists, OpenList open) {
  const bool is_csv = list_format_of(call.target.query) == ListFormat::kCsv;
  http::Response response =
      stream_answer(std::make_shared<ListStream>(context, call, shape, std::move(lists), std::move(open)),
                    is_csv ? kCsvType : kNdjsonType, file, is_csv ? "csv" : "ndjson");
  response.headers.push_back({"Cache-Control", std::string(cache_control(Caching::kExport))});
  return response;
}

const shape::ShapeDescription& described(std::string_view shape) {
  const shape::ShapeDescription* const description = find_shape(shape);
  assert(description != nullptr && "the shape is one that the documents tell of");
  return *description;
}

// What rows of several projects have before all others.
struct RowHead {};
struct RowError {};
template <typename Writer>
void describe(Writer& out, const RowError& /*error*/) {
  out.text("code", "", "the kind of failure, for programs");
  out.text("message", "", "what is wrong, in words");
}
template <typename Writer>
void describe(Writer& out, const RowHead& /*head*/) {
  out.text("project", "", "as it was asked for");
  const RowError* const none = nullptr;
  shape::object(out, "error", none, "why the project has no rows; null in rows of what it has");
}

shape::ShapeDescription row_of_several(const shape::ShapeDescription& item) {
  shape::ShapeDescription row = shape::description_of(item.name, item.meaning, RowHead());
  row.members.insert(row.members.end(), item.members.begin(), item.members.end());
  return row;
}

}  // namespace

ItemSink::ItemSink(const Target& target, std::string_view shape, std::size_t page_max_bytes, bool names_project)
    : format_(list_format_of(target.query)),
      max_bytes_(page_max_bytes),
      shape_(described(shape)),
      fields_(fields_of(target.query)) {
  csv_.for_spreadsheets = target.query.boolean(kSpreadsheetParameter);
  if (format_ == ListFormat::kJson) page_.emplace(target, max_bytes_);
  if (names_project && !fields_.empty()) fields_.insert(fields_.begin(), {"project", "error"});
  if (format_ != ListFormat::kColumns && format_ != ListFormat::kCsv) return;
  form_.emplace(names_project ? row_of_several(shape_) : shape_, fields_,
                format_ == ListFormat::kCsv ? shape::ObjectLists::kSplit : shape::ObjectLists::kWhole);
  if (format_ == ListFormat::kColumns) columns_ = std::make_unique<shape::Columns>(*form_);
  if (format_ == ListFormat::kCsv) stream_ = shape::csv_header(*form_, csv_);
}

void ItemSink::expect(std::size_t items) {
  if (page_) page_->expect(items);
  if (columns_) columns_->expect(items);
}

bool ItemSink::keep_row() {
  const bool fits = items_ == 0 || columns_->size_bytes() <= max_bytes_;
  fits ? void(++items_) : columns_->remove_last();
  return fits;
}

bool ItemSink::add_json() {
  if (columns_) {
    columns_->add(json_);
    return keep_row();
  }
  if (!is_empty_ && stream_.size() + json_.size() > max_bytes_) return false;
  is_empty_ = false;
  ++items_;
  if (format_ == ListFormat::kCsv) {
    shape::append_csv_record(stream_, *form_, json_, csv_);
    return true;
  }
  if (!fields_.empty()) shape::keep_members(json_, 0, fields_);
  stream_.append(json_).append("\n");
  return true;
}

void ItemSink::begin_project(std::string_view name) {
  project_ = "{\"project\":";
  append_json_string(project_, name);
  project_ += ",\"error\":null,";
}

bool ItemSink::add_failure(std::string_view error) {
  json_ = project_;
  json_.replace(json_.size() - 5, 4, error);  // in place of `null,`
  for (const shape::MemberDescription& member : shape_.members) json_ += fmt::format("\"{}\":null,", member.name);
  json_.back() = '}';
  return add_json();
}

std::string ItemSink::take_streamed() {
  is_empty_ = true;
  return std::exchange(stream_, {});
}

http::Response ItemSink::finish(const http::IncomingRequest& request, const Target& target,
                                const std::optional<std::string>& next, std::string_view etag,
                                std::string_view beside) {
  if (page_) {
    return etag.empty() ? page_->answer(request, next, beside) : page_->finish(next, etag, beside);
  }
  std::string body;
  constexpr std::size_t kAround = 256;
  body.reserve(columns_->size_bytes() + kAround + beside.size());
  body = "{\"data\":";
  columns_->take(body);
  return finish_page(request, target, std::move(body), next, etag, beside);
}

http::Response stream_lists(const Context& context, const Call& call, std::string_view shape, std::string_view what,
                            std::vector<ListOfProject> lists, OpenList open) {
  assert(open && "lists of several projects are opened one by one");
  return stream(context, call, shape, what, std::move(lists), std::move(open));
}

http::Response answer_list(const Context& context, const Call& call, const ListOptions& options, ReadItems read) {
  check_list_format(call.target.query);
  const bool is_stream = is_streamed(list_format_of(call.target.query));
  OpenedList opened{std::move(read)};
  if (is_stream && options.of_generation) {
    opened.generation = context.stores.projects.project(options.project->id).generation;
  }
  if (call.opened != nullptr) {
    *call.opened = std::move(opened);
    return {};
  }
  if (is_stream) {
    std::vector<ListOfProject> one(1);
    if (options.project != nullptr) one.front().project = *options.project;
    one.front().list = std::move(opened);
    http::Response response = stream(context, call, options.shape, file_of(options), std::move(one), nullptr);
    if (!options.etag.empty()) response.headers.push_back({"ETag", std::string(options.etag)});
    return response;
  }
  constexpr std::size_t kNoBound = std::numeric_limits<std::size_t>::max();
  ItemSink sink(call.target, options.shape, options.is_series ? kNoBound : call.request.list_max_bytes);
  std::optional<std::string> next;
  if (options.is_series) {
    while (opened.read(sink, kItemsPerRead)) require_room(call.request, sink.page_bytes());
    require_room(call.request, sink.page_bytes());
  } else {
    next = opened.read(sink, call.target.query.limit());
  }
  return sink.finish(call.request, call.target, next, options.etag, options.beside);
}

}  // namespace cpsg::api
