#include "cpsg/history/contributor_activity.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <utility>

#include "cpsg/model/bitmap.h"

namespace cpsg::history {
namespace {

// A commit in its bucket.
struct Placed {
  std::uint32_t rank = 0;  // of the bucket, by time
  std::uint32_t contributor = 0;
};

// Counts the commits of one stretch of time after the other by person.
class PeopleCounter {
 public:
  explicit PeopleCounter(std::size_t contributors) : counts_(contributors) {}

  void add(std::uint32_t contributor) {
    if (counts_[contributor]++ == 0) active_.push_back(contributor);
  }

  // Of what was added since the last call; `seen` are the people who had commits before.
  model::ContributorSummary take(const model::Bitmap& seen) {
    model::ContributorSummary summary;
    std::vector<std::int64_t> by_size;
    for (const std::uint32_t contributor : active_) {
      ++(seen.test(contributor) ? summary.returning : summary.first_time);
      by_size.push_back(std::exchange(counts_[contributor], 0));
    }
    summary.active = static_cast<std::int64_t>(by_size.size());
    summary.commits = std::accumulate(by_size.begin(), by_size.end(), std::int64_t{0});
    std::sort(by_size.begin(), by_size.end(), std::greater<>());
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < by_size.size() && !summary.half_of_commits; ++i) {
      sum += by_size[i];
      if (2 * sum >= summary.commits) summary.half_of_commits = static_cast<std::int64_t>(i) + 1;
    }
    active_.clear();
    return summary;
  }

 private:
  std::vector<std::int64_t> counts_;
  std::vector<std::uint32_t> active_;
};

// The people who had commits before the query's time.
model::Bitmap seen_before(const CommitTable& table, const CommitChoice& choice, const ActivityQuery& query) {
  model::Bitmap seen(table.contributors().size());
  if (!query.since && !query.local_since) return seen;
  ActivityQuery before = query;
  before.since = std::nullopt;
  before.local_since = std::nullopt;
  before.until = query.since;
  before.local_until = query.local_since;
  for_each_commit(table, choice, before, [&](std::size_t i) { seen.set(table.contributor(i)); });
  return seen;
}

// The ranks of buckets by time, by their numbers.
std::vector<std::uint32_t> ranks_of(const std::vector<std::size_t>& ascending) {
  std::vector<std::uint32_t> ranks(ascending.size());
  for (std::uint32_t rank = 0; rank < ascending.size(); ++rank) ranks[ascending[rank]] = rank;
  return ranks;
}

// The query's commits by their buckets' time.
std::vector<Placed> placed_commits(const CommitTable& table, const CommitChoice& choice, const ActivityQuery& query,
                                   Buckets& buckets) {
  std::vector<Placed> commits;
  for_each_commit(table, choice, query, [&](std::size_t i) {
    const std::size_t number = buckets.of(table.time(i), table.offset_minutes(i));
    commits.push_back({static_cast<std::uint32_t>(number), table.contributor(i)});
  });
  const std::vector<std::uint32_t> ranks = ranks_of(buckets.ascending());
  for (Placed& commit : commits) commit.rank = ranks[commit.rank];
  const auto is_earlier = [](const Placed& a, const Placed& b) { return a.rank < b.rank; };
  if (!std::is_sorted(commits.begin(), commits.end(), is_earlier)) {
    std::stable_sort(commits.begin(), commits.end(), is_earlier);
  }
  return commits;
}

}  // namespace

std::vector<std::int64_t> commits_by_contributor(const CommitTable& table, const CommitChoice& choice,
                                                 const ActivityQuery& query) {
  std::vector<std::int64_t> counts(table.contributors().size());
  for_each_commit(table, choice, query, [&](std::size_t i) { ++counts[table.contributor(i)]; });
  if (query.has_bounds()) return counts;
  for (std::size_t i = 0; i < table.first_dated(); ++i) {
    if ((query.with_bots || !table.is_bot(i)) && choice.has(table, i)) ++counts[table.contributor(i)];
  }
  return counts;
}

std::optional<ContributorSeries> summarize_contributors(const CommitTable& table, const CommitChoice& choice,
                                                        const ActivityQuery& query) {
  Buckets buckets(query.clocks, query.interval);
  const std::vector<Placed> commits = placed_commits(table, choice, query, buckets);
  if (buckets.size() > kActivityBucketsMax) return std::nullopt;
  const WholeBuckets whole = whole_buckets(query);
  ContributorSeries series;
  model::Bitmap seen = seen_before(table, choice, query);
  PeopleCounter counter(table.contributors().size());
  for (const Placed& commit : commits) counter.add(commit.contributor);
  series.whole = counter.take(seen);

  const std::vector<std::size_t> ascending = buckets.ascending();
  for (auto begin = commits.begin(); begin != commits.end();) {
    const auto end = std::find_if(begin, commits.end(), [&](const Placed& each) { return each.rank != begin->rank; });
    for (auto each = begin; each != end; ++each) counter.add(each->contributor);
    series.buckets.push_back({buckets.start(ascending[begin->rank], whole), counter.take(seen)});
    for (; begin != end; ++begin) seen.set(begin->contributor);
  }
  return series;
}

std::optional<std::vector<TopContributor>> top_contributors(const CommitTable& table, const CommitChoice& choice,
                                                            const ActivityQuery& query, std::size_t top) {
  Buckets buckets(query.clocks, query.interval);
  const std::vector<Placed> commits = placed_commits(table, choice, query, buckets);
  if (buckets.size() > kActivityBucketsMax) return std::nullopt;
  std::vector<std::int64_t> counts(table.contributors().size());
  for (const Placed& commit : commits) ++counts[commit.contributor];
  std::vector<std::uint32_t> ranking;
  for (std::uint32_t contributor = 0; contributor < counts.size(); ++contributor) {
    if (counts[contributor] > 0) ranking.push_back(contributor);
  }
  const auto comes_first = [&](std::uint32_t a, std::uint32_t b) {
    if (counts[a] != counts[b]) return counts[a] > counts[b];
    return table.contributors()[a].key < table.contributors()[b].key;
  };
  top = std::min(top, ranking.size());
  std::partial_sort(ranking.begin(), ranking.begin() + static_cast<std::ptrdiff_t>(top), ranking.end(), comes_first);
  ranking.resize(top);

  std::vector<TopContributor> result;
  std::vector<std::uint32_t> place(counts.size(), CommitTable::kNobody);
  for (const std::uint32_t contributor : ranking) {
    place[contributor] = static_cast<std::uint32_t>(result.size());
    result.push_back({contributor, counts[contributor], {}});
  }
  const WholeBuckets whole = whole_buckets(query);
  const std::vector<std::size_t> ascending = buckets.ascending();
  std::vector<std::uint32_t> last_rank(top, CommitTable::kNobody);
  std::size_t given = 0;  // buckets, of all people together
  for (const Placed& commit : commits) {
    const std::uint32_t at = place[commit.contributor];
    if (at == CommitTable::kNobody) continue;
    if (std::exchange(last_rank[at], commit.rank) != commit.rank) {
      if (++given > kActivityBucketsMax) return std::nullopt;
      result[at].buckets.push_back({buckets.start(ascending[commit.rank], whole), 0});
    }
    ++result[at].buckets.back().commits;
  }
  return result;
}

}  // namespace cpsg::history
