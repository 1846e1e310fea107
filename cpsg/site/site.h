// The dashboard as clients get it: its pages, their files, and what browsers and crawlers ask each server for.
//
//   const Site site(embedded_files(), {.embed_origins = config.server_embed_origins});
//   if (site.answers(request)) return site.answer(request);
//   return api.handle(request);
//
// Everything is in memory and the same for everybody, so no key is asked for and nothing is counted. Who calls this has
// looked at the Host before. Pages have a policy by which a browser loads nothing from elsewhere, runs no script
// but ours, and shows none of them within another site's page, but for those below /embed to the sites of
// embed_origins. What is neither a page nor one of the files is left to the API, which refuses it; where a person's
// browser asks for such a path, the answer is the page, with 404.
//
// A program without the dashboard answers each page with a sentence that says how to get it.
//
// Threads: any, but answer_plain() on one at a time.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/http/answer_bytes.h"
#include "cpsg/http/message.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/site/document.h"
#include "cpsg/site/embedded_files.h"

namespace cpsg::site {

struct SiteOptions {
  std::vector<std::string> embed_origins;  // of other sites that may frame pages below /embed: "https://blog.example"
  bool is_https = false;                   // people reach it so, whatever a request says
};

class Site {
 public:
  // The files are copied. They have an /index.html and an /embed.html, unless there are none at all.
  Site(std::span<const EmbeddedFile> files, const SiteOptions& options);

  // Whether the program has the dashboard.
  [[nodiscard]] bool is_built() const { return not_found_.has_value(); }

  // Whether the request is answered here, if only by saying that its method is none for a page.
  [[nodiscard]] bool answers(const http::IncomingRequest& request) const;
  // To a request that is. Throws http::FieldError(kPreconditionFailed) for an If-Match that names another state.
  [[nodiscard]] http::Response answer(const http::IncomingRequest& request) const;
  // Appends the whole answer to a GET, or does nothing and returns false where it is not answered here, or has to be
  // refused. Doesn't block.
  [[nodiscard]] bool answer_plain(const http::PlainRequest& request, UnixTime now, std::string& out);

 private:
  // Null where there is none.
  [[nodiscard]] const Document* find(std::string_view method, std::string_view target,
                                     std::optional<std::string_view> accept) const;

  // Those that the answer has beside the document's own, by where the browser thinks it is.
  [[nodiscard]] std::span<const http::Header> headers_for(const Document& document, std::string_view host,
                                                          std::optional<std::string_view> forwarded_proto) const;

  const bool is_https_;
  std::optional<Document> page_;                        // /index.html, or the sentence
  std::optional<Document> embed_;                       // /embed.html, or the sentence
  std::optional<Document> not_found_;                   // the page, with 404; nothing without the dashboard
  std::map<std::string, Document, std::less<>> files_;  // by their paths
  http::AnswerWriter writer_;
};

}  // namespace cpsg::site
