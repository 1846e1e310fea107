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

// Whether a list of tags, or `*`, as in If-None-Match, names this one: compared without their marks of weakness.
[[nodiscard]] bool names_etag(std::string_view list, std::string_view etag);
// Whether the request has an If-Match or an If-None-Match.
[[nodiscard]] bool is_conditional(const http::IncomingRequest& request);
// Throws http::FieldError(kPreconditionFailed) if the request's If-Match or If-None-Match is false for a resource with
// this tag; nothing: there is no such resource to compare with. Tags are compared without their marks of weakness,
// which say only that the same state may be written in other bytes.
void require_preconditions(const http::IncomingRequest& request, const std::optional<std::string_view>& etag);
// The part of that which holds for reads too: If-Match alone.
void require_match(const http::IncomingRequest& request, const std::optional<std::string_view>& etag);

// The answer 304 if the request's If-None-Match names this tag or is `*`.
[[nodiscard]] std::optional<http::Response> not_modified(const http::IncomingRequest& request, std::string_view etag);

}  // namespace cpsg::api
