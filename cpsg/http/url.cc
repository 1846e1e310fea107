#include "cpsg/http/url.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"

namespace cpsg::http {
namespace {

using Handle = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

Handle make_handle() {
  Handle handle(curl_url(), curl_url_cleanup);
  if (!handle) throw std::bad_alloc();
  return handle;
}

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, which, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
  return text;
}

// The URL itself is left out of the message: it could hold a password in a place where no parser finds it.
void set_url(CURLU* handle, const std::string& url) {
  if (curl_url_set(handle, CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    throw Error(ErrorCode::kUrlInvalid, "the address of the repository is not a URL");
  }
  const std::string scheme = ascii_lower(part(handle, CURLUPART_SCHEME));
  if (scheme != "http" && scheme != "https") {
    throw Error(ErrorCode::kUrlInvalid, "the address of the repository is neither http nor https");
  }
}

Handle parse(const std::string& url) {
  Handle handle = make_handle();
  set_url(handle.get(), url);
  return handle;
}

std::string clean_url(CURLU* handle) {
  for (const CURLUPart secret : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_OPTIONS, CURLUPART_FRAGMENT}) {
    curl_url_set(handle, secret, nullptr, 0);
  }
  return part(handle, CURLUPART_URL);
}

}  // namespace

Origin origin_of(const std::string& url) {
  const Handle handle = parse(url);
  return {ascii_lower(part(handle.get(), CURLUPART_SCHEME)), ascii_lower(part(handle.get(), CURLUPART_HOST)),
          part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT)};
}

bool is_confidential(const Origin& origin) {
  if (origin.scheme == "https") return true;
  if (origin.host == "localhost" || origin.host == "[::1]") return true;
  constexpr std::uint32_t kLoopbackNetwork = 127;
  in_addr address{};
  return inet_pton(AF_INET, origin.host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == kLoopbackNetwork;
}

std::string without_userinfo(const std::string& url) { return clean_url(parse(url).get()); }

std::string resolve(const std::string& base, const std::string& location) {
  const Handle handle = parse(base);
  set_url(handle.get(), location);
  return clean_url(handle.get());
}

}  // namespace cpsg::http
