// Entity tags and dates of change, and the answer to a client that has the present state already.
//
//   const std::string etag = revision_etag(project);
//   if (auto unchanged = not_modified(request, {etag, std::nullopt})) return *std::move(unchanged);
//
// Tags are weak: another version of the program may write equal data in other bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/http/message.h"
#include "cpsg/storage/projects.h"

namespace cpsg::api {

// For answers that depend on nothing but the project's stored data, so that the tag is known before that is read.
[[nodiscard]] std::string revision_etag(const storage::ProjectRevision& project);
// For those that beside that change at a moment from which on another stretch of time is the present one: `begin` of
// the present one.
[[nodiscard]] std::string revision_etag(const storage::ProjectRevision& project, UnixTime begin);
// For answers that depend on other things too, such as the time: a hash of the body.
[[nodiscard]] std::string content_etag(std::string_view body);

// By what a client names the state of a resource that it saw; nothing where the resource has no such thing.
struct Validators {
  std::optional<std::string> etag;
  std::optional<UnixTime> modified;
};

// Whether the request has an If-Match, an If-None-Match or an If-Unmodified-Since.
[[nodiscard]] bool is_conditional(const http::IncomingRequest& request);
// Throws http::FieldError(kPreconditionFailed) if one of these is false for a resource with these validators, by the
// rules of RFC 9110, 13.2.2: If-Unmodified-Since counts only without If-Match and where the resource has a date, and a
// date that cannot be read is passed over. Tags are compared without their marks of weakness, which say only that the
// same state may be written in other bytes.
void require_preconditions(const http::IncomingRequest& request, const Validators& validators);
// The part of that which holds for reads too: If-Match alone.
void require_match(const http::IncomingRequest& request, const std::optional<std::string>& etag);

// The answer 304 if the request's If-None-Match names this tag or is `*`; without that header, if its If-Modified-Since
// is not before this date.
[[nodiscard]] std::optional<http::Response> not_modified(const http::IncomingRequest& request,
                                                         const Validators& validators);

// `Sun, 06 Nov 1994 08:49:37 GMT`, or one of the two older forms of RFC 9110, 5.6.7; nothing for other texts.
[[nodiscard]] std::optional<UnixTime> parse_http_date(std::string_view text);

}  // namespace cpsg::api
