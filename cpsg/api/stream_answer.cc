#include "cpsg/api/stream_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::api {
namespace {

constexpr std::chrono::seconds kRetryAfter{5};

// Without what a header, a shell or a file system may take for something else.
std::string file_name(std::string_view what, std::string_view extension) {
  std::string name(what);
  const auto is_plain = [](char c) { return is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  std::replace_if(name.begin(), name.end(), [&](char c) { return !is_plain(c); }, '_');
  const bool is_hidden = name.starts_with('.') || name.starts_with('-');
  return fmt::format("{}{}.{}", is_hidden ? "_" : "", name, extension);
}

}  // namespace

StreamedAnswer::StreamedAnswer(const Context& context, const access::Caller& caller)
    : context_(context), caller_(caller) {
  if (context_.streams.fetch_add(1) < limits::kExportsMax) return;
  context_.streams.fetch_sub(1);
  throw Error(ErrorCode::kOverloaded, "too many exports and streamed lists are under way; try again", kRetryAfter);
}

StreamedAnswer::~StreamedAnswer() { context_.streams.fetch_sub(1); }

std::string StreamedAnswer::next() {
  if (!context_.gate.is_still_good(caller_, moment_of(context_.options))) {
    throw Error(ErrorCode::kKeyRefused, "the key that asked for this has ended");
  }
  return next_piece();
}

http::Response stream_answer(std::shared_ptr<StreamedAnswer> body, std::string_view content_type, std::string_view what,
                             std::string_view extension) {
  http::Response response;
  response.headers = {{"Content-Type", std::string(content_type)},
                      {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", file_name(what, extension))}};
  response.source = std::move(body);
  return response;
}

}  // namespace cpsg::api
