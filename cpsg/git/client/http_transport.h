// Git's "smart HTTP": discovery follows redirects, to which no credentials are sent; each command is one POST. What is
// refused to the credentials (401, 403, 404) is asked for once without them, because it may be open to everybody; if it
// is, nothing more is sent with them. A 401 may be a whim of the server's, so it is a verdict only when it comes twice.
//
//   HttpTransport transport(options, std::nullopt);
//   transport.discover([&](Bytes bytes) { parser.feed(bytes); });
//
// Blocks; one thread uses an object. Throws as RemoteRepository does.
//
// Source: gitprotocol-http.
#pragma once

#include <functional>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/git/client/transport.h"
#include "cpsg/http/client.h"
#include "cpsg/http/url.h"

namespace cpsg::git::client {

class HttpTransport final : public Transport {
 public:
  // `base_url`: what an earlier discover() found; nothing if there was none.
  HttpTransport(const RemoteOptions& options, const std::optional<std::string>& base_url);

  void discover(const BodySink& sink) override;
  Reply command(const std::string& request, const BodySink& sink) override;
  [[nodiscard]] const std::string& base_url() const override { return base_url_; }
  [[nodiscard]] RemoteTraffic traffic() const override;

 private:
  struct Answer {
    http::ResponseHead head;
    bool authenticated = false;  // credentials were sent
    std::string words;           // the beginning of the body of a refusal
  };

  // Sends the request, with credentials if its URL may have them, and without where they are refused; only the body of
  // a 200 with that content type reaches the sink.
  Answer send(const http::Request& request, std::string_view content_type, const BodySink& sink);
  Answer send_once(http::Request request, bool with_credentials, std::string_view content_type, const BodySink& sink);
  // Reads the advertisement below `base`, following redirects. Returns the base where it was found; nothing on a 404.
  std::optional<std::string> find(const std::string& base, const BodySink& sink);

  std::string url_;  // of the options, without userinfo
  std::string base_url_;
  http::Origin trusted_;  // where the credentials may go
  std::optional<http::Credentials> credentials_;
  bool asked_twice_ = false;    // one refusal of what anybody may ask is not believed
  bool tried_without_ = false;  // the credentials were refused, and so was the request without them
  std::function<void()> before_request_;
  http::Session session_;
};

// The base URL that a redirect of the advertisement's URL `from` leads to; `head` is the redirect. Throws Error: kTls
// from https to http, kUnsupportedRemote to something else than an advertisement, kBadData where it cannot be followed.
[[nodiscard]] std::string redirected_base(const std::string& from, const http::ResponseHead& head);

// The failure that an HTTP status other than 200 stands for; `url` is shown and must hold no userinfo. `words`: the
// body, of any content type.
[[nodiscard]] Error status_failure(const http::ResponseHead& head, std::string_view words, const std::string& url,
                                   bool authenticated, UnixTime now);

}  // namespace cpsg::git::client
