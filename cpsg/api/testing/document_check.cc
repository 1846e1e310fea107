#include "cpsg/api/testing/document_check.h"

#include <boost/json.hpp>

#include "cpsg/api/openapi.h"
#include "cpsg/api/testing/json_schema.h"

namespace cpsg::api {

const boost::json::value& parsed_document() {
  static const boost::json::value document = boost::json::parse(openapi_document());
  return document;
}

const boost::json::value* described_answer(const Route& route, int status) {
  std::string method(route.method);
  for (char& c : method) c = static_cast<char>(c | 0x20);
  const boost::json::value& document = parsed_document();
  const boost::json::object& answers = document.at("paths").at(route.path).at(method).at("responses").get_object();
  const auto* found = answers.if_contains(std::to_string(status));
  return found == nullptr ? nullptr : &resolve(document, *found);
}

std::string document_fault(std::string_view method, const std::string& target, const http::Response& response) {
  const Route* const route = find_route(method, target.substr(0, target.find('?')));
  if (route == nullptr) return "";
  const boost::json::value* const answer = described_answer(*route, response.status);
  if (answer == nullptr) return "no answer with status " + std::to_string(response.status);
  const auto* const content = answer->get_object().if_contains("content");
  if (response.body.empty() && !response.feed && !response.source)
    return content == nullptr || method == "HEAD" ? "" : "no body";
  if (content == nullptr) return "a body";
  std::string type;
  for (const http::Header& header : response.headers) {
    if (header.name == "Content-Type") type = header.value;
  }
  const auto* const form = content->get_object().if_contains(type);
  if (form == nullptr) return "a body of type " + type;
  if (response.source || type.find("json") == std::string::npos) return "";
  const bool whole = target.find("fields=") == std::string::npos;
  const boost::json::value& schema = form->at("schema");
  if (route->path == "/openapi.json") return "";
  return schema_fault(parsed_document(), schema, boost::json::parse(response.body), whole);
}

}  // namespace cpsg::api
