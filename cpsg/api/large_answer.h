// The memory of answers that may be larger than a page: series, and answers that are put together of others.
//
//   require_room(call.request, body.size());  // again and again while it grows
//   const http::IncomingRequest part = request_of_part(call.request, target, body.size());  // of a part that is
//   appended
//
// Answers of all requests together have one bound (http/answer_room.h). An answer that finds no room any more is given
// up as a whole: the client comes back later.
#pragma once

#include <cstddef>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/message.h"

namespace cpsg::api {

// Of an answer that is put together. All of it fits into an empty room.
inline constexpr std::size_t kTogetherMaxBytes = 16 * limits::kMiB;

// Error(kOverloaded) with a time to retry after. It is never the trouble of one part alone.
class NoRoom : public Error {
 public:
  NoRoom();
};

// The answer has so many bytes by now. Throws NoRoom.
void require_room(const http::IncomingRequest& request, std::size_t bytes);

// The request for a part of the answer to `whole`, which has `before_bytes` already and must outlive it. What the part
// needs is taken of the same room, and it throws Error(kAnswerTooLarge) where both are more than kTogetherMaxBytes.
[[nodiscard]] http::IncomingRequest request_of_part(const http::IncomingRequest& whole, std::string target,
                                                    std::size_t before_bytes);

}  // namespace cpsg::api
