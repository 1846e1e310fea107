// GitHub's webhook deliveries: who sent them, what they mean, which repository they are about.
//
//   if (is_signed_by(secret, body, signature)) work = meaning_of_event(event).work;
//   const PayloadRepository repository = repository_of_payload(body);
//
// A delivery is a hint that something changed: GitHub is asked about it then, and nothing of the payload is stored. It
// is used only if it is signed with the shared secret. All functions are pure, and may be called from several threads
// at once.
//
// Source: GitHub's "Validating webhook deliveries", "Webhook events and payloads".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/model/work.h"

namespace cpsg::api {

// Whether `signature`, the header X-Hub-Signature-256, is "sha256=" and the HMAC-SHA256 of the raw body in hexadecimal.
// Takes the same time wherever the two differ. The secret must not be empty.
[[nodiscard]] bool is_signed_by(std::string_view secret, std::string_view body, std::string_view signature);

// What an event, the header X-GitHub-Event, means for the project.
struct EventMeaning {
  std::string_view counted_as;  // the event's name, or "other" for an event that is not used here
  model::Work work = model::Work::kNothing;
};
[[nodiscard]] EventMeaning meaning_of_event(std::string_view event) noexcept;

// What identifies the repository in the member `repository` of a payload.
struct PayloadRepository {
  std::optional<std::int64_t> github_id;
  std::optional<std::string> full_name;

  friend bool operator==(const PayloadRepository&, const PayloadRepository&) = default;
};
// Reads the payload up to the end of that member and keeps nothing else of it. Throws http::FieldError("body") for a
// payload that is no JSON object.
[[nodiscard]] PayloadRepository repository_of_payload(std::string_view body);

}  // namespace cpsg::api
