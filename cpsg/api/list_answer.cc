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

// The whole list, piece by piece.
class ListStream final : public StreamedAnswer {
 public:
  ListStream(const Context& context, const Call& call, const ListOptions& options, ReadItems read)
      : StreamedAnswer(context, call.caller),
        sink_(call.target, options.shape, kPieceMaxBytes),
        read_(std::move(read)) {
    if (call.target.query.text("limit")) left_ = call.target.query.limit();
    if (options.project == nullptr) return;
    project_id_ = options.project->id;
    incarnation_ = options.project->incarnation;
    if (options.of_generation) generation_ = context.stores.projects.project(*project_id_).generation;
  }

 protected:
  // What the piece is of is looked at after it was read.
  std::string next_piece() override {
    while (left_ > 0 && sink_.streamed_bytes() < kPieceBytes) {
      const std::size_t before = sink_.items();
      const bool more = read_(sink_, std::min(left_, kItemsPerRead)).has_value();
      const std::size_t added = sink_.items() - before;
      left_ = more ? left_ - added : 0;
      if (more && added == 0 && sink_.has_streamed_items()) break;  // the next one is large, and begins the next piece
    }
    require_standing();
    return sink_.take_streamed();
  }

 private:
  void require_standing() const {
    if (!project_id_) return;
    const auto found = context().stores.projects.projects({&*project_id_, 1});
    const bool is_there = !found.empty() && found.front().incarnation == incarnation_;
    const bool is_seen = is_there && (caller().sees_private ||
                                      (found.front().statistics && found.front().statistics->visibility == "public"));
    if (!is_seen) throw Error(ErrorCode::kNotFound, "the project was removed or hidden while its list was sent");
    if (generation_ && found.front().generation != *generation_) {
      throw Error(ErrorCode::kOverloaded, "the project's history changed while its list was sent; ask again",
                  kRetryAfter);
    }
  }

  ItemSink sink_;
  ReadItems read_;
  std::optional<std::string> project_id_;
  std::uint64_t incarnation_ = 0;
  std::optional<std::uint64_t> generation_;                     // that all items are of
  std::size_t left_ = std::numeric_limits<std::size_t>::max();  // items
};

}  // namespace

ItemSink::ItemSink(const Target& target, std::string_view shape, std::size_t page_max_bytes)
    : format_(list_format_of(target.query)), max_bytes_(page_max_bytes), fields_(fields_of(target.query)) {
  csv_.for_spreadsheets = target.query.boolean(kSpreadsheetParameter);
  if (format_ == ListFormat::kJson) page_.emplace(target, max_bytes_);
  if (format_ != ListFormat::kColumns && format_ != ListFormat::kCsv) return;
  const shape::ShapeDescription* const description = find_shape(shape);
  assert(description != nullptr && "the shape is one that the documents tell of");
  form_.emplace(*description, fields_,
                format_ == ListFormat::kCsv ? shape::ObjectLists::kSplit : shape::ObjectLists::kWhole);
  if (format_ == ListFormat::kColumns) columns_ = std::make_unique<shape::Columns>(*form_);
  if (format_ == ListFormat::kCsv) stream_ = shape::csv_header(*form_);
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

http::Response answer_list(const Context& context, const Call& call, const ListOptions& options, ReadItems read) {
  const ListFormat format = list_format_of(call.target.query);
  if (call.target.query.boolean(kSpreadsheetParameter) && format != ListFormat::kCsv) {
    throw invalid(std::string(kSpreadsheetParameter), "spreadsheet goes with format=csv alone");
  }
  if (is_streamed(format)) {
    const bool is_csv = format == ListFormat::kCsv;
    http::Response response =
        stream_answer(std::make_shared<ListStream>(context, call, options, std::move(read)),
                      is_csv ? kCsvType : kNdjsonType, file_of(options), is_csv ? "csv" : "ndjson");
    response.headers.push_back({"Cache-Control", std::string(cache_control(Caching::kExport))});
    if (!options.etag.empty()) response.headers.push_back({"ETag", std::string(options.etag)});
    return response;
  }
  constexpr std::size_t kNoBound = std::numeric_limits<std::size_t>::max();
  ItemSink sink(call.target, options.shape, options.is_series ? kNoBound : call.request.list_max_bytes);
  std::optional<std::string> next;
  if (options.is_series) {
    while (read(sink, kItemsPerRead)) require_room(call.request, sink.page_bytes());
    require_room(call.request, sink.page_bytes());
  } else {
    next = read(sink, call.target.query.limit());
  }
  return sink.finish(call.request, call.target, next, options.etag, options.beside);
}

}  // namespace cpsg::api
