// `cpsg keys`: making, listing and revoking the keys of the API. A key itself is printed once, by the command that
// makes it, and neither stored nor logged anywhere.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cpsg/access/credentials.h"
#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/model/api_key.h"
#include "cpsg/model/git_time.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/project_table.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::server {
namespace {

using model::ApiKey;

// Enough of the digest to tell a thousand keys apart, and nothing that helps to guess one.
std::string id_of(const Sha256Digest& digest) {
  constexpr std::size_t kIdBytes = 6;
  return "k" + hex_encode(std::span(digest).first<kIdBytes>());
}

UnixTime expiry_of(const std::string& text, UnixTime now) {
  const auto time = model::parse_time(text);
  if (!time) {
    throw Error(
        ErrorCode::kUsage,
        fmt::format("--expires must be a day or a time like 2027-01-31 or 2027-01-31T12:00:00Z, not '{}'", text));
  }
  if (*time <= now) throw Error(ErrorCode::kUsage, fmt::format("--expires {} is over already", text));
  return *time;
}

std::string day_text(const std::optional<std::chrono::sys_days>& day) {
  return day ? model::format_utc(*day).substr(0, std::string_view("YYYY-MM-DD").size()) : std::string(kUnknown);
}

std::string key_json(const ApiKey& key, UnixTime now) {
  std::string text;
  shape::JsonObject out(text);
  const auto time = [&](std::string_view name, const std::optional<UnixTime>& value) {
    value ? out.text(name, model::format_utc(*value)) : out.null(name);
  };
  out.text("id", key.id);
  out.text("name", key.name);
  out.text("scope", model::name(key.scope));
  out.text("state", model::name(model::state_of(key, now)));
  time("created_at", key.created_at);
  time("expires_at", key.expires_at);
  time("revoked_at", key.revoked_at);
  key.last_used_on ? out.text("last_used_on", day_text(key.last_used_on)) : out.null("last_used_on");
  out.finish();
  return text;
}

void print_key(const ApiKey& key, UnixTime now) {
  print_result("{:<14} {:<6} {:<8} {:<21} {:<21} {:<11} {}\n", key.id, model::name(key.scope),
               model::name(model::state_of(key, now)), time_text(key.created_at), time_text(key.expires_at),
               day_text(key.last_used_on), printable(key.name));
}

// By its id; else by its name: the live key, if one has it, else the one that was made last.
ApiKey find_key(storage::ApiKeys& keys, const std::string& text, UnixTime now) {
  const std::vector<ApiKey> all = keys.keys();
  std::optional<ApiKey> found;
  for (const ApiKey& key : all) {
    if (key.id == text) return key;
    if (key.name != text) continue;
    if (!found || model::state_of(*found, now) != model::KeyState::kLive) found = key;
  }
  if (!found) throw Error(ErrorCode::kNotFound, fmt::format("there is no key {}; see cpsg keys list", text));
  return *std::move(found);
}

}  // namespace

int run(const CommandContext& context, const KeysCreateArguments& arguments) {
  const UnixTime now = context.clock.unix_time();
  if (!model::is_key_name(arguments.name)) {
    throw Error(ErrorCode::kUsage, fmt::format("--name must have 1 to {} bytes of UTF-8, without control characters",
                                               model::kKeyNameMaxBytes));
  }
  ApiKey key{.name = arguments.name, .scope = *model::key_scope_from_name(arguments.scope), .created_at = now};
  if (arguments.expires) key.expires_at = expiry_of(*arguments.expires, now);
  const access::NewSecret secret = access::new_key_secret();
  key.id = id_of(secret.digest);
  const OpenedStore store = open_store(context.config());
  store.ports.keys.create_key(key, secret.digest, now);
  print_result("{}\n", secret.text);
  print_message("the key {} ({}) has the scope {}{}; keep it: it is not shown again\n", printable(key.name), key.id,
                arguments.scope, key.expires_at ? " until " + model::format_utc(*key.expires_at) : "");
  return 0;
}

int run(const CommandContext& context, const KeysListArguments& arguments) {
  const UnixTime now = context.clock.unix_time();
  const OpenedStore store = open_store_for_reading(context.config());
  if (!arguments.json) {
    print_result("{:<14} {:<6} {:<8} {:<21} {:<21} {:<11} {}\n", "KEY", "SCOPE", "STATE", "CREATED", "EXPIRES",
                 "LAST USED", "NAME");
  }
  for (const ApiKey& key : store.ports.keys.keys()) {
    if (arguments.json) {
      print_result("{}\n", key_json(key, now));
    } else {
      print_key(key, now);
    }
  }
  return 0;
}

int run(const CommandContext& context, const KeysRevokeArguments& arguments) {
  const UnixTime now = context.clock.unix_time();
  // To say that there is no such key, no store is made.
  const OpenedStore store =
      store_exists(context.config()) ? open_store(context.config()) : open_store_for_reading(context.config());
  ApiKey key = find_key(store.ports.keys, arguments.key, now);
  const bool revoked = store.ports.keys.revoke_key(key.id, now);
  if (revoked) key.revoked_at = now;
  if (arguments.json) print_result("{}\n", key_json(key, now));
  print_message("the key {} ({}) {}\n", printable(key.name), key.id,
                revoked ? "is revoked; servers that run refuse it from now on" : "was revoked before");
  return 0;
}

}  // namespace cpsg::server
