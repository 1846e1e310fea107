// Protects what is read of releases: drafts are none, and a page that is incomplete or contradicts itself is never
// taken for a whole one.
#include "cpsg/base/limits.h"
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

using ::testing::ElementsAre;

constexpr std::string_view kRelease = R"({"tagName":"v1.0","name":"The ✓ one","createdAt":"2026-03-27T13:19:28Z",)"
                                      R"("publishedAt":"2026-03-28T13:19:28Z","isDraft":false,"isPrerelease":true})";
constexpr std::string_view kDraft =
    R"({"tagName":"v2.0","name":null,"createdAt":"2026-03-27T13:19:28Z","publishedAt":null,"isDraft":true,)"
    R"("isPrerelease":false})";
constexpr std::string_view kUnnamed =
    R"({"tagName":"v0","name":"","createdAt":"2026-01-01T00:00:00Z","publishedAt":null,"isDraft":false,)"
    R"("isPrerelease":false})";

std::string page(const std::string& nodes, std::string_view info = R"({"hasNextPage":true,"endCursor":"Y3Vyc29y"})") {
  return R"({"data":{"node":{"__typename":"Repository","releases":{"totalCount":7,"pageInfo":)" + std::string(info) +
         R"(,"nodes":[)" + nodes + "]}}}}";
}
std::string text(std::string_view part) { return std::string(part); }

TEST(ReadReleases, ReadsPublishedOnesAlone) {
  const auto found = read_releases(page(text(kRelease) + "," + text(kDraft) + "," + text(kUnnamed)));
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->total, 7);
  EXPECT_TRUE(found.value->has_next);
  EXPECT_EQ(found.value->end_cursor, "Y3Vyc29y");
  EXPECT_EQ(found.value->unreadable, 0);
  EXPECT_THAT(
      found.value->releases,
      ElementsAre(
          model::Release{.tag = "v1.0", .name = "The ✓ one", .published_at = at(1'774'703'968), .prerelease = true},
          model::Release{.tag = "v0", .name = std::nullopt, .published_at = at(1'767'225'600)}));
}

TEST(ReadReleases, CountsWhatCannotBeRead) {
  const auto found = read_releases(page("null," + text(kRelease) + R"(,{"tagName":7})", R"({"hasNextPage":false})"));
  ASSERT_TRUE(found.value);
  EXPECT_EQ(found.value->unreadable, 2);
  EXPECT_TRUE(found.retry_smaller);
  EXPECT_EQ(found.value->releases.size(), 1U);
}

TEST(ReadReleases, CutsLongTexts) {
  std::string long_one = text(kRelease);
  long_one.replace(long_one.find("The ✓ one"), std::string("The ✓ one").size(), std::string(10'000, 'x'));
  EXPECT_EQ(read_releases(page(long_one)).value->releases.at(0).name->size(), limits::kTitleMaxBytes);
}

TEST(ReadReleases, RefusesPagesThatContradictThemselves) {
  for (const std::string& body :
       {page(""), page(text(kRelease), R"({"hasNextPage":true,"endCursor":null})"), page(text(kRelease), "null"),
        std::string(R"({"data":{"node":{"__typename":"Repository","releases":null}}})")}) {
    EXPECT_EQ(thrown_by([&] { (void)read_releases(body); }), ErrorCode::kBadData) << body;
  }
  const auto missing =
      read_releases(R"({"data":{"node":null},"errors":[{"type":"NOT_FOUND","path":["node"],"message":"no"}]})");
  EXPECT_EQ(missing.failure->code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace cpsg::github::wire
