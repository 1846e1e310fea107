// The headers of answers and of conditional requests, as the document tells of them.
#include <fmt/format.h>

#include "cpsg/api/openapi_parts.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::api {
namespace {

using shape::JsonObject;

struct HeaderMeaning {
  std::string_view name;
  std::string_view type;
  std::string_view meaning;
};
constexpr HeaderMeaning kHeaders[] = {
    {"ETag", "string", "the state that was answered with, for If-None-Match and If-Match"},
    {"Last-Modified", "string", "when what is shown last changed, as an HTTP date; absent where that is not known"},
    {"Cache-Control", "string", "how long browsers and shared caches may keep the answer"},
    {"Link", "string", "`<URL>; rel=\"next\"`: the next page, where there is one"},
    {"Location", "string", "the path of what is meant"},
    {"Retry-After", "integer", "seconds after which to ask again"},
    {"RateLimit", "string", "what is left of the caller's limit, and for how long; absent where there is none"},
    {"RateLimit-Policy", "string", "the caller's limit; absent where there is none"},
    {"Server-Timing", "string", "how long the answer took to make: `app;dur=` and milliseconds"},
    {"WWW-Authenticate", "string", "how to show a key"},
};

struct ConditionMeaning {
  std::string_view name;
  std::string_view meaning;
};
constexpr ConditionMeaning kConditions[] = {
    {"If-None-Match",
     "ETags: a read is answered with 304 if one of them is that of the present state, a write with 412"},
    {"If-Match", "ETags: 412 if none of them is that of the present state"},
    {"If-Modified-Since", "an HTTP date: 304 if nothing changed since; passed over beside If-None-Match"},
    {"If-Unmodified-Since", "for writes, an HTTP date: 412 if something changed since; passed over beside If-Match"},
};

}  // namespace

std::string headers_json() {
  std::string text;
  JsonObject out(text);
  for (const HeaderMeaning& each : kHeaders) {
    out.begin(each.name);
    out.text("description", each.meaning);
    out.raw("schema", fmt::format(R"({{"type":"{}"}})", each.type));
    out.end();
  }
  out.finish();
  return text;
}

std::string conditions_json() {
  std::string text;
  JsonObject out(text);
  for (const ConditionMeaning& each : kConditions) {
    out.begin(each.name);
    out.text("name", each.name);
    out.text("in", "header");
    out.text("description", each.meaning);
    out.raw("schema", R"({"type":"string"})");
    out.end();
  }
  out.finish();
  return text;
}

}  // namespace cpsg::api
