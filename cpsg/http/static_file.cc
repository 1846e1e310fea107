#include "cpsg/http/static_file.h"

#include <brotli/encode.h>
#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

#include "cpsg/base/fnv1a.h"
#include "cpsg/http/byte_range.h"
#include "cpsg/http/content_encoder.h"
#include "cpsg/http/entity_tag.h"
#include "cpsg/http/problem.h"

namespace cpsg::http {
namespace {

// A document of 200 KiB takes some 20 ms, once.
constexpr int kBrotliQuality = 9;

std::string coded_by_brotli(const std::string& content) {
  std::size_t size = BrotliEncoderMaxCompressedSize(content.size());
  std::string coded(size, '\0');
  const auto* const input = reinterpret_cast<const std::uint8_t*>(content.data());
  auto* const output = reinterpret_cast<std::uint8_t*>(coded.data());
  if (BrotliEncoderCompress(kBrotliQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, content.size(), input, &size,
                            output) != BROTLI_TRUE) {
    throw std::bad_alloc();
  }
  coded.resize(size);
  return coded;
}

RangeRequest range_of(const IncomingRequest& request, std::size_t size, std::string_view etag) {
  const auto range = request.header("range");
  if (!range || request.method != "GET") return {};
  // The part that the client has may be of another state: then it gets the whole. A date says too little.
  const auto condition = request.header("if-range");
  if (condition && *condition != etag) return {};
  return parse_range(*range, size);
}

}  // namespace

StaticFile::StaticFile(std::string content_type, std::function<std::string()> make)
    : content_type_(std::move(content_type)), make_(std::move(make)) {}

void StaticFile::prepare() const {
  std::string content = make_();
  const std::string tag = fmt::format("{:016x}", fnv1a(content));
  std::vector<Form> forms;
  forms.push_back({ContentCoding::kBrotli, coded_by_brotli(content), fmt::format("\"{}-br\"", tag)});
  forms.push_back(
      {ContentCoding::kGzip, ContentEncoder(ContentCoding::kGzip).finish(content), fmt::format("\"{}-gzip\"", tag)});
  forms.push_back({ContentCoding::kIdentity, std::move(content), fmt::format("\"{}\"", tag)});
  forms_ = std::move(forms);
}

const StaticFile::Form& StaticFile::form_for(const IncomingRequest& request) const {
  {
    const std::lock_guard lock(making_);
    if (forms_.empty()) prepare();  // once; what fails is tried again
  }
  std::vector<ContentCoding> offered;
  for (const Form& form : forms_) offered.push_back(form.coding);
  // A client that takes none of them gets it as it is: that is what it can most likely read.
  const auto coding = choose_coding(request.header("accept-encoding"), offered).value_or(ContentCoding::kIdentity);
  return *std::find_if(forms_.begin(), forms_.end(), [&](const Form& form) { return form.coding == coding; });
}

Response StaticFile::answer(const IncomingRequest& request) const {
  const Form& form = form_for(request);
  Response response;
  response.headers = {{"ETag", form.etag}, {"Vary", "Accept-Encoding"}};
  const auto known = request.header("if-none-match");
  if (known && names_etag(*known, form.etag)) {
    response.status = 304;
    return response;
  }
  const RangeRequest range = range_of(request, form.content.size(), form.etag);
  if (range.kind == RangeKind::kUnsatisfiable) {
    response = problem_response(http_problem(416, "The range begins behind the end."), request.request_id);
    response.headers.push_back({"Content-Range", fmt::format("bytes */{}", form.content.size())});
    return response;
  }
  response.headers.push_back({"Content-Type", content_type_});
  response.headers.push_back({"Accept-Ranges", "bytes"});
  if (form.coding != ContentCoding::kIdentity) {
    response.headers.push_back({"Content-Encoding", std::string(name(form.coding))});
  }
  if (range.kind == RangeKind::kWhole) {
    response.body = form.content;
    return response;
  }
  response.status = 206;
  response.headers.push_back({"Content-Range", fmt::format("bytes {}-{}/{}", range.first, range.first + range.count - 1,
                                                           form.content.size())});
  response.body = form.content.substr(range.first, range.count);
  return response;
}

}  // namespace cpsg::http
