#include "cpsg/api/write_log.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

#include "cpsg/base/log.h"
#include "cpsg/base/mask_addresses.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kPathMaxBytes = 512;
constexpr std::string_view kAddress = "[address]";

// The project that was added, or the batch that was made.
std::string_view made(const http::Response& response) {
  constexpr int kAccepted = 202;
  if (response.status != kAccepted) return "";  // the others name what was there before, or where it is now
  for (const http::Header& header : response.headers) {
    if (header.name == "Location") return header.value;
  }
  return "";
}

}  // namespace

void log_write(std::string_view route, const access::Caller& caller, const http::IncomingRequest& request,
               const http::Response& response) {
  if (!log::is_written(log::Level::kInfo)) return;
  const std::string by = mask_addresses(caller.text(), kAddress);  // people name keys after themselves
  const std::string what = fmt::format("{} {}", request.method, route);
  const std::string_view target = request.target;
  const std::string path = mask_addresses(target.substr(0, target.find('?')).substr(0, kPathMaxBytes), kAddress);
  std::vector<log::Field> fields{{"by", std::string_view(by)},
                                 {"client", std::string_view(caller.visitor.client.address)},
                                 {"what", std::string_view(what)},
                                 {"path", std::string_view(path)},
                                 {"status", std::int64_t{response.status}},
                                 {"request_id", std::string_view(request.request_id)}};
  if (const std::string_view location = made(response); !location.empty()) fields.push_back({"made", location});
  if (log::try_write(log::Level::kInfo, "write", fields)) return;
  log::info("write by {} from {}: {} {} answered {}, request {}", by, caller.visitor.client.address, request.method,
            path, response.status, request.request_id);
}

}  // namespace cpsg::api
