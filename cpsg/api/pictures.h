// Badges, cards and charts of a project, drawn from the store: what routes and the command line answer alike.
//
//   const PictureSubject subject = badge_subject("stars");
//   const DrawnPicture drawn = draw(sources, subject, project, query);    // the query was checked by the table
//   drawn.body;                                                           // SVG, or JSON for PictureForm::kBadgeJson
//
// Nothing is asked of GitHub. Threads: any. Errors: those of the store; Error(kOverloaded) and Error(kBusy) where
// commits cannot be read now; http::FieldError for options that the table cannot check.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/api/picture_values.h"
#include "cpsg/api/query.h"
#include "cpsg/http/message.h"

namespace cpsg::api {

enum class PictureForm : std::uint8_t { kBadge, kBadgeJson, kCard, kChart };
struct PictureSubject {
  PictureForm form = PictureForm::kBadge;
  std::string kind = "";  // of a badge or a chart
};

// From the words of the command line: `stars`, `card`, `chart-commits`. Nothing for others, and for a card or a chart
// as JSON.
[[nodiscard]] std::optional<PictureSubject> picture_subject(std::string_view word, bool as_json);
// Of its URL, percent-encoded: `/chart/o/n/commits.svg`.
[[nodiscard]] std::string picture_path(const PictureSubject& subject, std::string_view owner, std::string_view name);

inline constexpr std::string_view kSvgType = "image/svg+xml";
[[nodiscard]] std::string_view content_type(const PictureSubject& subject) noexcept;

[[nodiscard]] DrawnPicture draw(const PictureSources& sources, const PictureSubject& subject,
                                const storage::ProjectRevision& project, const Query& query);

// Why there is no picture of a project.
enum class PictureFailure : std::uint8_t { kNotFollowed, kUnavailable };
[[nodiscard]] std::string draw_failure(const PictureSubject& subject, const Query& query, PictureFailure failure);

// Trouble of ours is drawn where a picture was asked for, wherever it came from: an image that says so is more than a
// broken one. Nobody may keep it. Other answers stay as they are. Doesn't block.
void draw_trouble(const http::IncomingRequest& request, http::Response& response);

// What a picture depends on beside the options.
enum class PictureBasis : std::uint8_t {
  kRevision,  // of the project
  kDay,       // that, and which day it is
  kContent,   // more than that can tell
};
[[nodiscard]] PictureBasis basis_of(const PictureSubject& subject);

// The `max-age` of a picture of what is there, in seconds.
[[nodiscard]] std::int64_t value_age_s(const Query& query);

}  // namespace cpsg::api
