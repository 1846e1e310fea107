// For tests: whether a value is what a JSON Schema says, for the words that our own document uses. An unknown word
// fails, so that none is passed over.
//
//   EXPECT_EQ(schema_fault(document, schema, value, true), "");
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

namespace cpsg::api {

// What the schema refers to, or itself.
const boost::json::value& resolve(const boost::json::value& document, const boost::json::value& schema);

// Where the value is not what the schema says, and why; empty: it is. With `whole`, an object must have all of its
// members, also where a part of it could be asked for.
std::string schema_fault(const boost::json::value& document, const boost::json::value& reference,
                         const boost::json::value& value, bool whole);

}  // namespace cpsg::api
