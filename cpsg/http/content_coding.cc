#include "cpsg/http/content_coding.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/accept_encoding.h"
#include "cpsg/http/content_encoder.h"
#include "cpsg/http/problem.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kEventStream = "text/event-stream";
constexpr std::array<std::string_view, 4> kCompressible{"application/json", "application/x-ndjson",
                                                        "application/javascript", "image/svg+xml"};
constexpr std::array kPlain{ContentCoding::kIdentity};
constexpr std::array kOffered{ContentCoding::kZstd, ContentCoding::kGzip, ContentCoding::kIdentity};

Header* find_header(Response& response, std::string_view name) {
  const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                  [&](const Header& each) { return equal_ignoring_case(each.name, name); });
  return found == response.headers.end() ? nullptr : &*found;
}

// The value of a header; empty where there is none.
std::string_view header_value(Response& response, std::string_view name) {
  const Header* const found = find_header(response, name);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

bool is_compressible(std::string_view content_type) {
  const std::string type = ascii_lower(trim(take_until(content_type, ';')));
  if (type == kEventStream) return false;
  return type.starts_with("text/") || type.ends_with("+json") ||
         std::find(kCompressible.begin(), kCompressible.end(), type) != kCompressible.end();
}

bool list_has(std::string_view list, std::string_view item) {
  bool found = false;
  for_each_part(list, ',', [&](std::string_view part) { found = found || equal_ignoring_case(trim(part), item); });
  return found;
}

// A request with a cookie that a browser says not to be of our own pages.
bool may_be_forged(const IncomingRequest& request) {
  const auto site = request.header("sec-fetch-site");
  return request.header("cookie") && site && *site != "same-origin" && *site != "none";
}

void vary_by_coding(Response& response) {
  Header* const vary = find_header(response, "Vary");
  if (vary == nullptr) {
    response.headers.push_back({"Vary", "Accept-Encoding"});
  } else if (!list_has(vary->value, "Accept-Encoding") && !list_has(vary->value, "*")) {
    vary->value += ", Accept-Encoding";
  }
}

class CodedSource final : public BodySource {
 public:
  CodedSource(std::shared_ptr<BodySource> source, ContentCoding coding)
      : source_(std::move(source)), encoder_(coding) {}

  std::string next() override {
    if (ended_) return {};
    const std::string piece = source_->next();
    ended_ = piece.empty();
    return ended_ ? encoder_.finish({}) : encoder_.add(piece);
  }

 private:
  const std::shared_ptr<BodySource> source_;
  ContentEncoder encoder_;
  bool ended_ = false;
};

void mark_coded(Response& response, ContentCoding coding) {
  response.headers.push_back({"Content-Encoding", std::string(name(coding))});
  Header* const etag = find_header(response, "ETag");
  if (etag != nullptr && !etag->value.starts_with("W/")) etag->value.insert(0, "W/");
}

bool reads(std::string_view method) { return method == "GET" || method == "HEAD"; }

}  // namespace

void code_content(const IncomingRequest& request, Response& response) {
  if (response.feed) return;
  if (response.status == 304) return vary_by_coding(response);
  if (response.status != 200 || !is_compressible(header_value(response, "Content-Type"))) return;
  if (find_header(response, "Content-Encoding") != nullptr) return;
  vary_by_coding(response);
  const bool keeps = find_header(response, "Set-Cookie") != nullptr || may_be_forged(request) ||
                     list_has(header_value(response, "Cache-Control"), "no-transform");
  if (keeps) return;
  const auto accepted = request.header("accept-encoding");
  const bool takes_plain = choose_coding(accepted, kPlain).has_value();
  if (takes_plain && !response.source && response.bytes().size() < kCodedMinBytes) return;
  const auto coding = choose_coding(accepted, kOffered);
  if (!coding && reads(request.method)) {
    response = problem_response(http_problem(406, "The answer can be sent as it is, or coded by zstd or gzip."),
                                request.request_id);
    return vary_by_coding(response);
  }
  if (!coding || *coding == ContentCoding::kIdentity) return;
  if (response.source) {
    response.source = std::make_shared<CodedSource>(std::move(response.source), *coding);
  } else {
    std::string coded = ContentEncoder(*coding).finish(response.bytes());
    if (takes_plain && coded.size() >= response.bytes().size()) return;
    response.body = std::move(coded);
    response.shared_body = nullptr;
  }
  mark_coded(response, *coding);
}

}  // namespace cpsg::http
