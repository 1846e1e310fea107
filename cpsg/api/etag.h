// Entity tags, and the answer to a client that has the present state already.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/http/message.h"
#include "cpsg/model/project.h"

namespace cpsg::api {

// Weak tags: equal data may be spelt in other bytes by another version of the program.
// Of what is stored of a project, whatever the time; known before anything is read.
[[nodiscard]] std::string revision_etag(const model::Project& project);
// Of whatever the body says.
[[nodiscard]] std::string content_etag(std::string_view body);

// 304 where If-None-Match names the tag.
[[nodiscard]] std::optional<http::Response> not_modified(const http::IncomingRequest& request, std::string_view etag);

}  // namespace cpsg::api
