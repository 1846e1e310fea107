// Protects that some pull requests which fail alone cost themselves, wherever they stand in REST's list and however
// many stand side by side, and that an outage is found out by few requests.
#include <fmt/format.h>

#include <atomic>
#include <set>

#include "cpsg/github/client/testing/answers.h"

namespace cpsg::github::client {
namespace {

const wire::RepositoryName kName{"o", "n"};

// The value of a number in the query; 1 where it is not there.
std::size_t number_in(std::string_view target, std::string_view name) {
  for (const char before : {'?', '&'}) {
    const auto at = target.find(fmt::format("{}{}=", before, name));
    if (at != std::string_view::npos) return std::stoul(std::string(target.substr(at + name.size() + 2)));
  }
  return 1;
}

// A list of pull requests numbered from 1 on, of which some fail together with every page that has them.
class FailingList {
 public:
  FailingList(std::int64_t count, std::set<std::int64_t> failing) : count_(count), failing_(std::move(failing)) {}

  // Of all pages.
  wire::PullPage read() {
    Client client(settings_for(api, {}), machine_clock());
    wire::PullPage all = client.rest_pulls(kName, "", {});
    while (all.has_next) {
      wire::PullPage page = client.rest_pulls(kName, all.end_cursor, {});
      std::move(page.pulls.begin(), page.pulls.end(), std::back_inserter(all.pulls));
      all.unreadable += page.unreadable;
      all.has_next = page.has_next;
      all.end_cursor = page.end_cursor;
    }
    return all;
  }

  std::atomic<int> answers_before_outage = 1'000'000;
  ScriptedApi api{[this](const http::IncomingRequest& request) { return answer(request); }};

 private:
  static std::string pull(std::int64_t number) {
    return fmt::format(
        R"({{"number":{},"state":"open","title":"x","draft":false,"user":null,"created_at":"2026-03-29T10:54:32Z",)"
        R"("updated_at":"2026-05-10T00:05:05Z","closed_at":null,"merged_at":null,"labels":[],)"
        R"("head":{{"ref":"h","sha":"5fa51ef63d080b3be62c10549bfa88d6caf6c31d","repo":null}},)"
        R"("base":{{"ref":"main","sha":"6e62bead4f19f91533c0884c7b867e1d73911800"}}}})",
        number);
  }
  http::Response answer(const http::IncomingRequest& request) {
    if (answers_before_outage-- <= 0) return ScriptedApi::status(502, "<html>");
    const std::size_t size = number_in(request.target, "per_page");
    const std::size_t page = number_in(request.target, "page");
    std::string entries;
    for (std::size_t i = (page - 1) * size; i < page * size && i < static_cast<std::size_t>(count_); ++i) {
      const auto number = static_cast<std::int64_t>(i) + 1;
      if (failing_.contains(number)) return ScriptedApi::status(502, "<html>");
      entries += (entries.empty() ? "" : ",") + pull(number);
    }
    http::Response response = ScriptedApi::json("[" + entries + "]");
    if (page * size >= static_cast<std::size_t>(count_)) return response;
    return ScriptedApi::with_header(
        std::move(response), "Link",
        fmt::format(R"(</api/repositories/7/pulls?per_page={}&page={}>; rel="next")", size, page + 1));
  }

  const std::int64_t count_;
  const std::set<std::int64_t> failing_;
};

std::set<std::int64_t> numbers(std::int64_t first, std::int64_t count) {
  std::set<std::int64_t> all;
  for (std::int64_t number = first; number < first + count; ++number) all.insert(number);
  return all;
}

TEST(RestPulls, ThatFailCostThemselvesWhereverTheyStand) {
  for (const std::int64_t first : {1, 48, 101, 141}) {
    for (const std::int64_t count : {1, 3, 4, 10}) {
      FailingList list(150, numbers(first, count));
      const wire::PullPage all = list.read();
      EXPECT_EQ(all.unreadable, count) << first;
      EXPECT_EQ(all.pulls.size(), static_cast<std::size_t>(150 - count)) << first << ", " << count;
      EXPECT_LT(list.api.requests().size(), 40U + 5U * static_cast<std::size_t>(count)) << first << ", " << count;
    }
  }
}

TEST(RestPulls, FewOfWhichAllFailAreLeftOut) {
  for (const std::int64_t count : {1, 2}) {
    FailingList list(count, numbers(1, count));
    const wire::PullPage all = list.read();
    EXPECT_TRUE(all.pulls.empty());
    EXPECT_EQ(all.unreadable, count);
  }
}

TEST(RestPulls, OfWhichNoneIsAnsweredAreAnOutageAlthoughTheEndOfTheListIs) {
  for (const std::int64_t count : {3, 8, 99, 150}) {
    FailingList list(count, numbers(1, count));
    EXPECT_EQ(wire::thrown_by([&] { (void)list.read(); }), ErrorCode::kRemoteError) << count;
    EXPECT_LE(list.api.requests().size(), 30U) << count;
  }
}

TEST(RestPulls, OfWhichTheLastIsAnsweredAreAllAskedFor) {
  for (const std::int64_t count : {4, 5, 12, 60, 99, 100}) {
    FailingList list(count, numbers(1, std::min<std::int64_t>(count - 1, 20)));
    const wire::PullPage all = list.read();
    EXPECT_EQ(all.unreadable, std::min<std::int64_t>(count - 1, 20)) << count;
    EXPECT_EQ(all.pulls.back().number, count);
  }
}

TEST(RestPulls, ComeInTheirOrder) {
  FailingList list(120, {1, 2, 3, 4, 60, 110});
  std::int64_t before = 0;
  for (const model::PullRequest& entry : list.read().pulls) {
    EXPECT_GT(entry.number, before);
    before = entry.number;
  }
}

TEST(RestPulls, InAnOutageAreNotAskedForOneByOne) {
  for (const int answers : {0, 6, 12}) {
    FailingList list(100, {40});
    list.answers_before_outage = answers;
    EXPECT_EQ(wire::thrown_by([&] { (void)list.read(); }), ErrorCode::kRemoteError) << answers;
    EXPECT_LE(list.api.requests().size(), 30U + static_cast<std::size_t>(answers)) << answers;
  }
}

}  // namespace
}  // namespace cpsg::github::client
