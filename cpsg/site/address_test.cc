// Protects: every page has an address that survives a reload, names of projects with dots too; a missing file is not
// answered with a page; and a path that programs may read in several ways is neither a page nor one of the API's. How:
// tables of paths.
#include "cpsg/site/address.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace cpsg::site {
namespace {

void expect(AddressKind kind, std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths) EXPECT_EQ(kind_of_path(path), kind) << path.substr(0, 80);
}

TEST(Address, OfAPageIsOneWithoutADotOrBelowAProjectsName) {
  expect(AddressKind::kPage,
         {"/", "/compare", "/operations", "/batches/12", "/nothing/here", "/add/", "/v10", "/v", "/p", "/p/acme/graph",
          "/P/acme/graph/branches", "/p/vercel/next.js", "/p/acme/.github", "/p/vercel/next.js/pulls/", "/p/a/b%20c",
          "/p/acme/%2e%2egraph", "/embedded", "/assetsx"});
}

TEST(Address, OfAPageForFramesIsBelowEmbed) {
  expect(AddressKind::kEmbed, {"/embed", "/embed/", "/embed/vercel/next.js/stars", "/Embed/a/b/commits"});
}

TEST(Address, OfAFileHasADotOrIsBelowAssets) {
  expect(AddressKind::kFile,
         {"/assets/app-1a2b.js", "/assets", "/assets/app", "/ASSETS/x.css", "/favicon.ico", "/robots.txt",
          "/index.html", "/wp-login.php", "/.env", "/.git/config", "/.well-known/change-password", "/a/b.c/d",
          "/x%2ejs", "/..%2fetc", "/assets/..%2f..%2fetc%2fpasswd", "/px/next.js"});
}

TEST(Address, OfTheApiIsLeftToIt) {
  expect(AddressKind::kApi, {"/v1", "/v1/projects", "/V1/projects/a/b.c", "/v1/", "/badge/a/b/stars.svg",
                             "/card/a/b.svg", "/chart/a/b/stars.svg", "/healthz", "/readyz/x", "/metrics", "/status",
                             "/openapi.json", "/%76%31/projects", "/OpenAPI.json"});
}

TEST(Address, ThatIsMalformedIsThatOfAFileThatIsMissing) {
  expect(AddressKind::kFile,
         {"//", "//p/a/b", "/p//b", "/p/a/b//", "/.", "/..", "/p/../v1", "/p/%2e%2e/b", "/assets/../index.html",
          "/p/a/%00", "/x%0d%0ay", "/p/a/%", "/p/a/%zz", "/embed/./b", std::string_view("/p/a\0b", 6)});
  expect(AddressKind::kApi, {"", "p/a/b", "*", "/v1//x", "/v1/%00", "/%76%31/../p"});
}

TEST(Address, MayBeVeryLong) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "/a";
  EXPECT_EQ(kind_of_path(deep), AddressKind::kPage);
  EXPECT_EQ(kind_of_path("/assets/" + std::string(100'000, 'x')), AddressKind::kFile);
  EXPECT_EQ(kind_of_path("/" + std::string(100'000, '/')), AddressKind::kFile);
}

}  // namespace
}  // namespace cpsg::site
