// Entity tags, and the answer to a client that has the present state already.
//
//   const std::string etag = revision_etag(project);
//   if (auto unchanged = not_modified(request, etag)) return *std::move(unchanged);
//
// Tags are weak: another version of the program may write equal data in other bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/http/message.h"
#include "cpsg/storage/projects.h"

namespace cpsg::api {

// For answers that depend on nothing but the project's stored data, so that the tag is known before that is read.
[[nodiscard]] std::string revision_etag(const storage::ProjectRevision& project);
// For answers that depend on other things too, such as the time: a hash of the body.
[[nodiscard]] std::string content_etag(std::string_view body);

// The answer 304 if the request's If-None-Match names this tag or is `*`.
[[nodiscard]] std::optional<http::Response> not_modified(const http::IncomingRequest& request, std::string_view etag);

}  // namespace cpsg::api
