#include "cpsg/api/large_answer.h"

#include <chrono>
#include <utility>

namespace cpsg::api {
namespace {

constexpr std::chrono::seconds kRetryAfter{5};

}  // namespace

NoRoom::NoRoom()
    : Error(ErrorCode::kOverloaded, "other answers take all the memory that there is for them; try again",
            kRetryAfter) {}

void require_room(const http::IncomingRequest& request, std::size_t bytes) {
  if (request.take_room && !request.take_room(bytes)) throw NoRoom();
}

http::IncomingRequest request_of_part(const http::IncomingRequest& whole, std::string target,
                                      std::size_t before_bytes) {
  http::IncomingRequest part{"GET", std::move(target), {}, "", whole.request_id, whole.list_max_bytes};
  part.take_room = [&whole, before_bytes](std::size_t bytes) {
    if (before_bytes + bytes > kTogetherMaxBytes) {
      throw Error(ErrorCode::kAnswerTooLarge,
                  "the answer would be too long: ask for less of it at once, or for longer intervals");
    }
    return !whole.take_room || whole.take_room(before_bytes + bytes);
  };
  return part;
}

}  // namespace cpsg::api
