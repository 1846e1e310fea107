#include "cpsg/api/entry_error.h"

#include "cpsg/base/json_text.h"

namespace cpsg::api {

void append_entry_error(std::string& out, const Error& error) {
  out += "{\"code\":";
  append_json_string(out, traits(error.code()).name);
  out += ",\"message\":";
  append_json_string(out, error.what());
  out += '}';
}

bool is_passing(const Error& error) { return traits(error.code()).retry_helps; }

void forbid_to_keep(http::Response& response) { response.headers.push_back({"Cache-Control", "no-store"}); }

}  // namespace cpsg::api
