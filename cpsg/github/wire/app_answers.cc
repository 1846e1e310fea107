#include "cpsg/github/wire/app_answers.h"

#include <algorithm>

#include "cpsg/base/limits.h"
#include "cpsg/github/wire/json_reader.h"

namespace cpsg::github::wire {
namespace {

constexpr std::size_t kTokenMaxBytes = 16 * limits::kKiB;

}  // namespace

InstallationToken read_installation_token(std::string_view body) {
  const JsonDocument document(body);
  const JsonValue token = document.root()["token"];
  InstallationToken read{token.text(kTokenMaxBytes + 1), document.root()["expires_at"].time()};
  if (read.token.empty() || read.token.size() > kTokenMaxBytes) token.refuse("of no length that a token has");
  // It becomes part of a header.
  if (!std::all_of(read.token.begin(), read.token.end(), [](char c) { return c > ' ' && c <= '~'; })) {
    token.refuse("no token");
  }
  return read;
}

std::vector<Installation> read_installations(std::string_view body) {
  const JsonDocument document(body);
  std::vector<Installation> installations;
  for (const JsonValue& installation : document.root().elements(kInstallationsPerPage)) {
    const auto owner = installation["account"]["login"].optional_text(limits::kShortTextMaxBytes);
    installations.push_back({installation["id"].count(), owner.value_or(""), !installation["suspended_at"].is_null()});
  }
  return installations;
}

}  // namespace cpsg::github::wire
