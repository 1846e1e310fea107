// One thing that the site answers with: its bytes in every coding, and all that is sent around them, made ahead.
//
//   const Document page({.content_type = "text/html; charset=utf-8", .cache_control = "no-cache"}, contents_of(file));
//   if (const Form* const form = page.choose(request.header("accept-encoding"))) send(form->response);
//
// Each coding has an entity tag of its own, a strong one, that changes with the headers too: who has an answer with an
// earlier policy is not told that nothing changed.
//
// Threads: any; a Document never changes once constructed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/http/accept_encoding.h"
#include "cpsg/http/answer_bytes.h"
#include "cpsg/http/message.h"
#include "cpsg/site/embedded_files.h"

namespace cpsg::site {

// The same content in one coding.
struct Content {
  http::ContentCoding coding = http::ContentCoding::kIdentity;
  std::string bytes;
};

// What an embedded file holds: as it is embedded, and decoded. The coding that clients should get comes first.
[[nodiscard]] std::vector<Content> contents_of(const EmbeddedFile& file);
// Of a short text that is not worth coding.
[[nodiscard]] std::vector<Content> contents_of(std::string_view text);

struct DocumentOptions {
  int status = 200;
  std::string content_type;
  std::string cache_control;
  std::string vary = "Accept-Encoding";
  std::vector<http::Header> headers{};  // others
};

// A document in one coding.
struct Form {
  http::Response response;  // whole
  std::string etag;         // empty where the status is not 200: nobody has such an answer already
  http::AnswerBytes head;   // of the response, whose body follows
  http::AnswerBytes not_modified;
};

class Document {
 public:
  Document(const DocumentOptions& options, std::vector<Content> contents);

  // Null where the client takes none of them.
  [[nodiscard]] const Form* choose(std::optional<std::string_view> accept_encoding) const;

 private:
  std::vector<http::ContentCoding> codings_;
  std::vector<Form> forms_;  // in the same order
};

}  // namespace cpsg::site
