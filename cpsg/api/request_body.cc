#include "cpsg/api/request_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "cpsg/api/query.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kDepthMax = 4;

}  // namespace

boost::json::object object_of(const http::IncomingRequest& request, std::initializer_list<std::string_view> members,
                              std::string_view what) {
  boost::system::error_code ec;
  boost::json::parse_options options;
  options.max_depth = kDepthMax;
  boost::json::value body = boost::json::parse(request.body, ec, {}, options);
  if (ec || !body.is_object()) {
    throw invalid("body", fmt::format("the body must be a JSON object: {}, with {}", what, fmt::join(members, ", ")));
  }
  for (const auto& member : body.get_object()) {
    const std::string name(member.key());
    if (std::find(members.begin(), members.end(), name) == members.end()) {
      throw invalid(name, fmt::format("{} is not a member of {}; there is {}", name, what, fmt::join(members, ", ")));
    }
  }
  return std::move(body.get_object());
}

}  // namespace cpsg::api
