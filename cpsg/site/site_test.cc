// Protects: a browser gets the page and its files, in a coding that it takes and under the policy that keeps it safe;
// who has them is told so; no path leads to anything else. How: a site of small files, coded as the build codes them,
// asked as browsers and attackers do.
#include "cpsg/site/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "cpsg/base/error.h"
#include "cpsg/http/content_encoder.h"
#include "cpsg/http/response_head.h"

namespace cpsg::site {
namespace {

using http::ContentCoding;
using http::ContentEncoder;
using http::IncomingRequest;
using http::Response;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types "
    "'none'";

// Their brotli forms are texts of their own: nothing here decodes them.
class Files {
 public:
  Files() {
    for (const auto* const path : {"/index.html", "/embed.html", "/assets/app-1a2b.js", "/assets/app-3c4d.css",
                                   "/assets/icon-5e6f.svg", "/manifest.webmanifest"}) {
      zipped_[path] = ContentEncoder(ContentCoding::kGzip).finish(content(path));
    }
    for (const auto& [path, gzip] : zipped_) brotli_[path] = "brotli of " + path;
    for (const auto& [path, gzip] : zipped_) list_.push_back({path, brotli_[path], gzip});
  }
  static std::string content(const std::string& path) { return "the content of " + path; }
  [[nodiscard]] std::span<const EmbeddedFile> list() const { return list_; }
  [[nodiscard]] const std::string& gzip(const std::string& path) const { return zipped_.at(path); }

 private:
  std::map<std::string, std::string> zipped_;
  std::map<std::string, std::string> brotli_;
  std::vector<EmbeddedFile> list_;
};

IncomingRequest request(std::string target, std::vector<http::Header> headers = {}, std::string method = "GET") {
  return {std::move(method), std::move(target), std::move(headers), "", "r-1"};
}

std::string header_of(const Response& response, std::string_view name) {
  for (const http::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "none";
}

class SiteTest : public testing::Test {
 protected:
  Files files_;
  Site site_{files_.list(), {}};
};

TEST_F(SiteTest, EachPageIsTheSameDocument) {
  for (const auto* const target : {"/", "/?q=go&sort=-stars_d", "/p/vercel/next.js/pulls", "/nothing/here"}) {
    ASSERT_TRUE(site_.answers(request(target))) << target;
    const Response response = site_.answer(request(target));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.bytes(), Files::content("/index.html"));
    EXPECT_EQ(header_of(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-cache");
    EXPECT_EQ(header_of(response, "Content-Security-Policy"), kPolicy);
    EXPECT_EQ(header_of(response, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(header_of(response, "Cross-Origin-Resource-Policy"), "same-origin");
  }
  EXPECT_TRUE(site_.is_built());
}

// Browsers complain of the policy where they pass it over, which is everywhere else.
TEST_F(SiteTest, WindowsAreKeptApartWhereTheOriginIsSecure) {
  const auto policy = [](Site& site, std::string target, const std::string& host, const std::string& scheme) {
    std::vector<http::Header> headers{{"host", host}, {"accept", "text/html"}};
    http::PlainRequest plain{.method = "GET", .target = target, .host = host, .accept = "text/html"};
    if (!scheme.empty()) headers.push_back({"x-forwarded-proto", scheme});
    if (!scheme.empty()) plain.forwarded_proto = scheme;
    std::string out;
    EXPECT_TRUE(site.answer_plain(plain, UnixTime(), out));
    const std::string found = header_of(site.answer(request(target, headers)), "Cross-Origin-Opener-Policy");
    EXPECT_EQ(out.find("Cross-Origin-Opener-Policy: same-origin\r\n") != std::string::npos, found == "same-origin");
    return found;
  };
  for (const std::string page : {"/", "/embed/a/b/stars", "/assets/missing.js"}) {
    EXPECT_EQ(policy(site_, page, "stats.example", ""), "none") << page;
    EXPECT_EQ(policy(site_, page, "192.0.2.7:8080", "http"), "none") << page;
    EXPECT_EQ(policy(site_, page, "stats.example", "https"), "same-origin") << page;
    EXPECT_EQ(policy(site_, page, "stats.example", "HTTPS, http"), "same-origin") << page;
    for (const auto* const host : {"localhost:8080", "127.0.0.1", "[::1]:80"}) {
      EXPECT_EQ(policy(site_, page, host, ""), "same-origin") << host;
    }
    Site encrypted(files_.list(), {.is_https = true});
    EXPECT_EQ(policy(encrypted, page, "stats.example", ""), "same-origin") << page;
  }
  EXPECT_EQ(policy(site_, "/assets/app-1a2b.js", "localhost", ""), "none") << "it is no page";
}

TEST_F(SiteTest, OnlyConfiguredSitesMayFrameEmbeddedPages) {
  const IncomingRequest embedded = request("/embed/vercel/next.js/stars");
  const Response alone = site_.answer(embedded);
  EXPECT_EQ(alone.bytes(), Files::content("/embed.html"));
  EXPECT_EQ(header_of(alone, "Content-Security-Policy"), kPolicy);
  const Site framed(files_.list(), {.embed_origins = {"https://blog.example", "http://localhost:3000"}});
  const Response shown = framed.answer(embedded);
  EXPECT_THAT(header_of(shown, "Content-Security-Policy"),
              HasSubstr("; frame-ancestors https://blog.example http://localhost:3000; "));
  EXPECT_EQ(header_of(shown, "Cross-Origin-Resource-Policy"), "cross-origin");
  EXPECT_EQ(header_of(framed.answer(request("/")), "Content-Security-Policy"), kPolicy) << "the others stay unframed";
  EXPECT_NE(header_of(shown, "ETag"), header_of(alone, "ETag")) << "who has it under the old policy must not keep it";
}

TEST_F(SiteTest, FilesWithAHashInTheirNamesAreKeptForEver) {
  const std::map<std::string, std::string> types{{"/assets/app-1a2b.js", "text/javascript; charset=utf-8"},
                                                 {"/assets/app-3c4d.css", "text/css; charset=utf-8"},
                                                 {"/assets/icon-5e6f.svg", "image/svg+xml"}};
  for (const auto& [path, type] : types) {
    const Response response = site_.answer(request(path + "?v=1"));
    EXPECT_EQ(response.bytes(), Files::content(path));
    EXPECT_EQ(header_of(response, "Content-Type"), type);
    EXPECT_EQ(header_of(response, "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header_of(response, "Cross-Origin-Resource-Policy"), "same-origin");
  }
  EXPECT_EQ(header_of(site_.answer(request("/manifest.webmanifest")), "Cache-Control"), "no-cache");
}

TEST_F(SiteTest, TheCodingIsTheOneThatTheClientLikes) {
  const auto answer = [&](const char* accepted) {
    return site_.answer(request("/assets/app-1a2b.js", {{"accept-encoding", accepted}}));
  };
  std::set<std::string> tags;
  const std::map<const char*, std::pair<std::string, std::string>> expected{
      {"gzip, deflate, br, zstd", {"br", "brotli of /assets/app-1a2b.js"}},
      {"gzip", {"gzip", files_.gzip("/assets/app-1a2b.js")}},
      {"*", {"gzip", files_.gzip("/assets/app-1a2b.js")}},
      {"br;q=0.1, gzip;q=0.5", {"gzip", files_.gzip("/assets/app-1a2b.js")}},
      {"zstd", {"none", Files::content("/assets/app-1a2b.js")}},
      {"br;q=0", {"none", Files::content("/assets/app-1a2b.js")}},
      {"", {"none", Files::content("/assets/app-1a2b.js")}},
  };
  for (const auto& [accepted, coding_and_body] : expected) {
    const Response response = answer(accepted);
    EXPECT_EQ(header_of(response, "Content-Encoding"), coding_and_body.first) << accepted;
    EXPECT_EQ(response.bytes(), coding_and_body.second) << accepted;
    EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding");
    tags.insert(header_of(response, "ETag"));
  }
  EXPECT_EQ(tags.size(), 3U);
  EXPECT_THAT(tags, testing::Each(StartsWith("\""))) << "strong tags";
  EXPECT_EQ(answer("identity;q=0").status, 406);
  EXPECT_EQ(header_of(answer("identity;q=0"), "Vary"), "Accept-Encoding");
}

TEST_F(SiteTest, WhoHasTheAnswerIsToldSo) {
  for (const auto* const target : {"/", "/embed/a/b/stars", "/assets/app-1a2b.js", "/favicon.ico"}) {
    const Response whole = site_.answer(request(target, {{"accept-encoding", "br"}}));
    const std::string tag = header_of(whole, "ETag");
    const Response same =
        site_.answer(request(target, {{"accept-encoding", "br"}, {"if-none-match", "\"x\", " + tag}}));
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.bytes(), "");
    EXPECT_EQ(header_of(same, "ETag"), tag);
    EXPECT_EQ(header_of(same, "Cache-Control"), header_of(whole, "Cache-Control"));
    EXPECT_EQ(site_.answer(request(target, {{"if-none-match", "\"other\""}})).status, 200);
    EXPECT_THROW((void)site_.answer(request(target, {{"if-match", "\"other\""}})), Error);
    EXPECT_EQ(site_.answer(request(target, {{"accept-encoding", "br"}, {"if-match", tag}})).status, 200);
  }
}

TEST_F(SiteTest, OtherMethodsAreRefused) {
  for (const auto* const method : {"POST", "PUT", "DELETE", "PATCH", "TRACE"}) {
    const Response response = site_.answer(request("/assets/app-1a2b.js", {}, method));
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header_of(response, "Allow"), "GET, HEAD, OPTIONS");
  }
  EXPECT_EQ(site_.answer(request("/", {}, "OPTIONS")).status, 204);
  EXPECT_EQ(site_.answer(request("/", {}, "HEAD")).status, 200);
}

TEST_F(SiteTest, AMissingFileIsAPageOnlyForPeople) {
  for (const auto* const target : {"/assets/app-0000.js", "/assets/", "/index.html", "/.env", "/..%2fetc%2fpasswd"}) {
    EXPECT_FALSE(site_.answers(request(target))) << target;
    EXPECT_FALSE(site_.answers(request(target, {{"accept", "*/*"}}))) << target;
    const IncomingRequest by_hand = request(target, {{"accept", "text/html,application/xml;q=0.9,*/*;q=0.8"}});
    ASSERT_TRUE(site_.answers(by_hand)) << target;
    const Response response = site_.answer(by_hand);
    EXPECT_EQ(response.status, 404);
    EXPECT_EQ(response.bytes(), Files::content("/index.html"));
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
    EXPECT_EQ(header_of(response, "Vary"), "Accept, Accept-Encoding");
    EXPECT_EQ(header_of(response, "Content-Security-Policy"), kPolicy);
    EXPECT_EQ(header_of(response, "ETag"), "none");
    EXPECT_FALSE(site_.answers(request(target, {{"accept", "text/html"}}, "POST"))) << target;
  }
}

TEST_F(SiteTest, WhatIsMalformedIsAPageThatIsMissingForPeopleAlone) {
  const std::string with_nul("/p/a\0b", 6);
  for (const std::string& target : {std::string("//"), std::string("/../"), std::string("/assets/../index.html"),
                                    std::string("/p/a/%00"), with_nul, std::string("/p/%")}) {
    EXPECT_FALSE(site_.answers(request(target))) << target << " is refused by the API";
    const IncomingRequest by_hand = request(target, {{"accept", "text/html"}});
    ASSERT_TRUE(site_.answers(by_hand)) << target;
    EXPECT_EQ(site_.answer(by_hand).status, 404) << target;
  }
}

TEST_F(SiteTest, WhatIsTheApisIsNeverAnsweredHere) {
  for (const auto* const target : {"*", "", "/v1/projects", "/v1/%00", "/healthz?x=/p"}) {
    EXPECT_FALSE(site_.answers(request(target, {{"accept", "text/html"}}))) << target;
  }
  EXPECT_TRUE(site_.answers(request("/p/" + std::string(100'000, 'x'))));
  EXPECT_FALSE(site_.answers(request("/assets/" + std::string(100'000, 'x'))));
}

TEST_F(SiteTest, BothWaysAnswerWithTheSameBytes) {
  constexpr UnixTime kNow{std::chrono::seconds{784'111'777}};
  for (const std::string_view target : {"/", "/embed/a/b/c", "/assets/app-1a2b.js", "/robots.txt", "/none.html"}) {
    for (const std::string_view accepted : {"br", "gzip", ""}) {
      for (const bool has_it : {false, true}) {
        http::PlainRequest plain;
        plain.method = "GET";
        plain.target = target;
        plain.accept = "text/html";
        plain.accept_encoding = accepted;
        plain.request_id = "r-1";
        IncomingRequest slow =
            request(std::string(target), {{"accept", "text/html"}, {"accept-encoding", std::string(accepted)}});
        const std::string tag = header_of(site_.answer(slow), "ETag");
        if (has_it) {
          plain.if_none_match = tag;
          slow.headers.push_back({"if-none-match", tag});
        }
        std::string out;
        ASSERT_TRUE(site_.answer_plain(plain, kNow, out));
        const Response response = site_.answer(slow);
        EXPECT_EQ(out, http::response_head(response, "r-1", http::format_http_date(kNow), true) +
                           std::string(response.bytes()));
      }
    }
  }
}

TEST_F(SiteTest, WhatHasToBeRefusedIsNotAnsweredAtOnce) {
  http::PlainRequest plain;
  plain.method = "GET";
  plain.target = "/";
  plain.accept_encoding = "identity;q=0";
  std::string out = "before";
  EXPECT_FALSE(site_.answer_plain(plain, UnixTime{}, out));
  plain = {};
  plain.target = "/assets/none.js";
  EXPECT_FALSE(site_.answer_plain(plain, UnixTime{}, out));
  EXPECT_EQ(out, "before");
}

TEST(SiteWithoutTheDashboard, SaysHowToGetIt) {
  const Site site({}, {.embed_origins = {"https://blog.example"}});
  EXPECT_FALSE(site.is_built());
  for (const auto* const target : {"/", "/p/acme/next.js", "/embed/a/b/stars"}) {
    const Response response = site.answer(request(target, {{"accept-encoding", "br, gzip"}}));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(header_of(response, "Content-Type"), "text/plain; charset=utf-8");
    EXPECT_EQ(header_of(response, "Cache-Control"), "no-cache");
    EXPECT_THAT(response.bytes(), HasSubstr("script/build"));
  }
  EXPECT_FALSE(site.answers(request("/assets/app-1a2b.js", {{"accept", "text/html"}})));
}

// Browsers and crawlers ask each server for these.
TEST(SiteWithoutTheDashboard, HasAnIconAndNothingForCrawlers) {
  const Site site({}, {});
  EXPECT_EQ(header_of(site.answer(request("/favicon.ico")), "Content-Type"), "image/svg+xml");
  EXPECT_EQ(site.answer(request("/robots.txt")).bytes(), "User-agent: *\nDisallow: /\n");
}

// Whatever this program was built with.
TEST(EmbeddedFiles, MakeASite) {
  const Site site(embedded_files(), {});
  EXPECT_EQ(site.is_built(), !embedded_files().empty());
  for (const EmbeddedFile& file : embedded_files()) {
    EXPECT_THAT(file.path, StartsWith("/"));
    EXPECT_THAT(file.gzip, StartsWith("\x1F\x8B"));
  }
}

}  // namespace
}  // namespace cpsg::site
