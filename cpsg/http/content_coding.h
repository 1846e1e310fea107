// Compresses answers for the clients that want it.
//
//   Response response = api.handle(request);
//   code_content(request, response);  // on the same thread: it takes time
//
// What is coded: answers 200 of JSON and other text, of kCodedMinBytes or more or of an unknown length, by zstd or
// gzip, whichever the client likes better. Each such answer says `Vary: Accept-Encoding`, whether it was coded or not,
// and so does a 304. A source is coded piece by piece, each so that the client can read it at once. A strong ETag
// becomes a weak one; ours are weak already, so that a client's tag names the same state whatever the coding. HEAD is
// answered as GET is.
//
// What is not: streams of events; failures, which repeat what the request said; answers that set a cookie; answers
// that the handler coded or forbids to transform (`no-transform`). An attacker who can put text of his own beside a
// secret learns the secret from the length of the compressed answer (BREACH). No answer of ours holds a key or another
// secret of its reader; private data may stand beside text of others, but only the reader's own pages can make requests
// with his cookie, and where a browser says that a request with a cookie came from another site it is not coded.
//
// A client that excludes `identity` gets a coded answer of any size, and 406 where it takes no coding that we have.
#pragma once

#include <cstddef>

#include "cpsg/http/message.h"

namespace cpsg::http {

// What is smaller travels in one packet anyway.
inline constexpr std::size_t kCodedMinBytes = 1'024;

// May be called from several threads at once.
void code_content(const IncomingRequest& request, Response& response);

}  // namespace cpsg::http
