// The API's document of itself: OpenAPI 3.1, written from the table of routes and from the shapes of the answers.
//
//   const std::string& document = openapi_document();  // {"openapi":"3.1.0",...}
//
// Made once, at its first use; it lives as long as the program and depends on nothing but its version. Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::api {

[[nodiscard]] const std::string& openapi_document();

// A real answer of that operation with that status, as JSON; empty where the document shows none.
[[nodiscard]] std::string_view example_of(std::string_view operation, int status) noexcept;

}  // namespace cpsg::api
