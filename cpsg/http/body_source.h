// A body that is made piece by piece while it is sent, so that an export of any length takes a bounded amount of
// memory.
//
//   Response response{200, {{"Content-Type", "application/x-ndjson"}}, ""};
//   response.source = std::make_shared<ExportSource>(...);  // whose next() gives about 64 KiB of lines
//
// The server asks for the first piece before it sends the head, so a failure there is answered as any other. Later it
// asks for one piece while the one before it is sent, and not again before the client has taken that one. The answer is
// chunked; it has its length where size_bytes() knows it, and ends with the connection for a client of HTTP/1.0.
//
// Threads: next() and the destructor are called on threads of the pool, which may differ, one call at a time; they may
// block as a handler may. size_bytes() is called on the thread that does input and output, before the second next().
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace cpsg::http {

class BodySource {
 public:
  BodySource() = default;
  virtual ~BodySource() = default;
  BodySource(const BodySource&) = delete;
  BodySource& operator=(const BodySource&) = delete;

  // The next piece; an empty one is the end. What it throws is logged and breaks the answer off where the client sees
  // it: without a last chunk, short of its length, or by a reset. It is not called again after that, nor after the end,
  // nor once the client has left.
  [[nodiscard]] virtual std::string next() = 0;

  // How many bytes all pieces together have, where that is known before they are made. An answer that turns out to have
  // more or fewer is broken off.
  [[nodiscard]] virtual std::optional<std::uint64_t> size_bytes() const { return std::nullopt; }
};

}  // namespace cpsg::http
