// For tests: whether an answer is one that the API's own document tells of.
//
//   EXPECT_EQ(document_fault("GET", "/v1/projects", response), "");
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "cpsg/api/route_table.h"

namespace cpsg::api {

// The document, parsed once.
const boost::json::value& parsed_document();

// The document's description of what that route answers with that status; null where it has none.
const boost::json::value* described_answer(const Route& route, int status);

// What the document does not say of this answer; empty: it says all. Requests to no route are nobody's.
std::string document_fault(std::string_view method, const std::string& target, const http::Response& response);

}  // namespace cpsg::api
