// GitHub's webhook deliveries: who sent them, what they mean, which repository they are about. No I/O.
//
// A delivery is a hint that something changed, never the truth: nothing of it is stored but that it came. It is
// believed only if it is signed with the shared secret.
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
// Compares in a time that tells nothing. The secret is not empty.
[[nodiscard]] bool is_signed_by(std::string_view secret, std::string_view body, std::string_view signature);

// What an event, the header X-GitHub-Event, asks for.
struct EventMeaning {
  std::string_view counted_as;  // its own name, or "other" for what has no use here
  model::Work work = model::Work::kNothing;
};
[[nodiscard]] EventMeaning meaning_of_event(std::string_view event) noexcept;

// The member `repository` of a payload, as far as it says which one it is.
struct PayloadRepository {
  std::optional<std::int64_t> github_id;
  std::optional<std::string> full_name;

  friend bool operator==(const PayloadRepository&, const PayloadRepository&) = default;
};
// Reads the payload as a stream and no further than needed; nothing is kept of the rest. Throws
// http::FieldError("body") for what is no JSON object.
[[nodiscard]] PayloadRepository repository_of_payload(std::string_view body);

}  // namespace cpsg::api
