// The document of the API.
#include "cpsg/api/etag.h"
#include "cpsg/api/openapi.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"

namespace cpsg::api {

http::Response get_openapi(const Context& /*context*/, const Call& call) {
  static const std::string etag = content_etag(openapi_document());
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  return json_response(openapi_document(), etag);
}

}  // namespace cpsg::api
