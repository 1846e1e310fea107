// Codes content piece by piece, with the memory of one piece and of the coder itself (below 2 MiB).
//
//   ContentEncoder encoder(ContentCoding::kZstd);
//   out += encoder.add(piece);   // can be decoded up to here
//   out += encoder.finish(last);
//
// Threads: one call at a time, from any thread. Fails only for lack of memory (std::bad_alloc).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "cpsg/http/accept_encoding.h"

namespace cpsg::http {

class ContentEncoder {
 public:
  // kGzip or kZstd.
  explicit ContentEncoder(ContentCoding coding);
  ~ContentEncoder();
  ContentEncoder(const ContentEncoder&) = delete;
  ContentEncoder& operator=(const ContentEncoder&) = delete;

  [[nodiscard]] std::string add(std::string_view piece);
  // The last piece, which may be empty. To be called once, at the end.
  [[nodiscard]] std::string finish(std::string_view last);

 private:
  class Coder;
  class Gzip;
  class Zstd;

  std::unique_ptr<Coder> coder_;
};

}  // namespace cpsg::http
