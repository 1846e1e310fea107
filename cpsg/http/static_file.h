// One document that does not change while the program runs, as clients get it: coded ahead, in parts, or not at all.
//
//   const StaticFile document("application/json", make_document);
//   return document.answer(request);
//
// It is made when it is first asked for, once, and coded by brotli and gzip at the same time; the client gets the form
// that it likes best. Each form has an entity tag of its own, a strong one, so that parts of it can be put together.
// Conditions and ranges are as in RFC 9110: If-None-Match (304), one range of a GET (206; 416 where it begins behind
// the end), If-Range. Several ranges, and those that are malformed, are answered with the whole.
// How long it may be kept is for others to say.
//
// Threads: answer() may be called from several threads at once. What `make` throws is thrown, and it is asked again.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "cpsg/http/accept_encoding.h"
#include "cpsg/http/message.h"

namespace cpsg::http {

class StaticFile {
 public:
  StaticFile(std::string content_type, std::function<std::string()> make);

  // To a GET or HEAD.
  [[nodiscard]] Response answer(const IncomingRequest& request) const;

 private:
  struct Form {
    ContentCoding coding = ContentCoding::kIdentity;
    std::string content;
    std::string etag;
  };

  void prepare() const;
  [[nodiscard]] const Form& form_for(const IncomingRequest& request) const;

  const std::string content_type_;
  const std::function<std::string()> make_;
  mutable std::mutex making_;
  mutable std::vector<Form> forms_;  // the one that is liked best first; the content as it is comes last
};

}  // namespace cpsg::http
