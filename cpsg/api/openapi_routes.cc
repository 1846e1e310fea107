// The document of the API.
#include "cpsg/api/openapi.h"
#include "cpsg/api/routes.h"
#include "cpsg/http/static_file.h"

namespace cpsg::api {

http::Response get_openapi(const Context& /*context*/, const Call& call) {
  static const http::StaticFile document("application/json", [] { return openapi_document(); });
  return document.answer(call.request);
}

}  // namespace cpsg::api
