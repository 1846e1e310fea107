// Which part of the program a path belongs to: the API, one of the dashboard's pages, or one of their files.
//
//   kind_of_path("/p/vercel/next.js");     // AddressKind::kPage
//   kind_of_path("/assets/app-1a2b.js");   // AddressKind::kFile
//   kind_of_path("/v1/projects");          // AddressKind::kApi
//
// Pages are distinguished by the browser, from their address, so each path that can be one is: those without a dot, and
// all below /p and /embed, since names of projects have dots. Elsewhere a dot makes a path that of a file, also one
// within it: /.well-known/x, whose absence programs have to be told. Letters' case does not matter, as in the API.
//
// A pure function.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cpsg::site {

enum class AddressKind : std::uint8_t {
  kApi,
  kPage,   // of the dashboard
  kEmbed,  // a page that others may frame
  kFile,   // whether there is one or not; also what is malformed: there is no such page, nor file
};

// The first segments of all paths that belong to the API.
inline constexpr std::array<std::string_view, 9> kApiSegments = {
    "v1", "badge", "card", "chart", "healthz", "readyz", "metrics", "openapi.json", "status"};

// Of a path as it was sent, without the query.
[[nodiscard]] AddressKind kind_of_path(std::string_view path);

}  // namespace cpsg::site
