// An answer that is made while it is sent, and saved as a file: exports, and lists as NDJSON or CSV.
//
//   class ListStream final : public StreamedAnswer { std::string next_piece() override { ... } };
//   return stream_answer(std::make_shared<ListStream>(context, call.caller), kCsvType, "octo-demo-commits", "csv");
//
// At most limits::kExportsMax of them are under way at once. Each ends, visibly, where the key that asked for it has.
//
// Threads: as http/body_source.h says. Errors: Error(kOverloaded) with a time to retry after where all places are
// taken.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "cpsg/api/routes.h"
#include "cpsg/http/body_source.h"

namespace cpsg::api {

class StreamedAnswer : public http::BodySource {
 public:
  StreamedAnswer(const Context& context, const access::Caller& caller);
  ~StreamedAnswer() override;

  std::string next() final;

 protected:
  // As next(). The caller's key is still good.
  [[nodiscard]] virtual std::string next_piece() = 0;
  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] const access::Caller& caller() const { return caller_; }

 private:
  const Context& context_;
  const access::Caller caller_;
};

// 200 with that body. `what` is the file's name without its extension; characters that a file system or a shell may
// take for something else are replaced.
[[nodiscard]] http::Response stream_answer(std::shared_ptr<StreamedAnswer> body, std::string_view content_type,
                                           std::string_view what, std::string_view extension);

}  // namespace cpsg::api
