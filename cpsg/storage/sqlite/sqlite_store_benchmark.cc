// What the store costs at the sizes it is made for: a first sync of 200,000 and of a million commits, pages of a
// million, and the publication of a small change to a project of a million commits and 30,000 contributors.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <random>
#include <stdexcept>

#include "cpsg/base/limits.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::uint32_t kPeople = 30'000;

UnixTime at(std::int64_t epoch_s) { return UnixTime(std::chrono::seconds(epoch_s)); }

class BenchmarkStore {
 public:
  BenchmarkStore() {
    std::string name = (std::filesystem::temp_directory_path() / "cpsg-benchmark-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    store_ = open_sqlite_store(directory_ / "cpsg.db", {});
    const std::string id = store_->add_project("owner", "name", "", at(0), at(0), model::Priority::kRefresh).project.id;
    lease_ = std::get<Lease>(store_->acquire_lease(id, "benchmark", at(0), std::chrono::seconds(60), std::nullopt));
  }
  ~BenchmarkStore() {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }
  BenchmarkStore(const BenchmarkStore&) = delete;
  BenchmarkStore& operator=(const BenchmarkStore&) = delete;

  // Commits as a pack brings them: newest first, nearly; messages of 100 to 300 bytes.
  void stage(std::uint32_t commits) {
    stage_people();
    const std::string text(300, 'm');
    std::vector<StagedCommit> batch;
    std::vector<model::Oid> oids(limits::kStageBatchCommits + 1);
    for (std::uint32_t row = 0; row < commits;) {
      batch.clear();
      for (auto& oid : oids) random_fill(oid);
      while (batch.size() < limits::kStageBatchCommits && row < commits) {
        const std::size_t i = batch.size();
        const model::GitTime time{1'700'000'000 - 300 * std::int64_t{row} + pick(86'400), 120};
        batch.push_back({.row = row++,
                         .oid = oids[i],
                         .parents = {&oids[i + 1], 1},
                         .author = pick(kPeople),
                         .committer = pick(kPeople),
                         .authored_at = time,
                         .committed_at = time,
                         .message = std::string_view(text).substr(0, 100 + pick(200))});
      }
      store_->stage(lease_, {}, batch);
    }
  }

  [[nodiscard]] Publication publication(std::uint32_t rows) {
    Publication publication{.now = at(1), .rows = rows, .people = kPeople};
    publication.live = model::Bitmap(rows);
    for (std::uint32_t row = 0; row < rows; ++row) publication.live.set(row);
    publication.on_default = publication.live;
    for (std::uint32_t person = 0; person < kPeople; ++person) {
      publication.contributors.push_back({.person = person, .commits = pick(1'000), .commits_all = pick(1'000)});
    }
    for (std::uint32_t node = 0; node < rows; node += 65'536) {
      const std::uint32_t nodes = std::min<std::uint32_t>(65'536, rows - node);
      publication.chunks.push_back(
          {.first_node = node, .nodes = nodes, .bytes = std::vector<std::uint8_t>(nodes * 26)});
    }
    return publication;
  }

  SqliteStore& store() { return *store_; }
  [[nodiscard]] const Lease& lease() const { return lease_; }
  [[nodiscard]] std::string log_path() const { return (directory_ / "cpsg.db-wal").string(); }
  [[nodiscard]] double bytes() const {
    return static_cast<double>(std::filesystem::file_size(directory_ / "cpsg.db") +
                               std::filesystem::file_size(log_path()));
  }

 private:
  std::uint32_t pick(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  void random_fill(model::Oid& oid) {
    for (std::size_t i = 0; i < oid.bytes.size(); i += 4) {
      const auto value = static_cast<std::uint32_t>(random_());
      std::memcpy(&oid.bytes[i], &value, sizeof value);
    }
  }
  void stage_people() {
    std::vector<StagedPerson> people;
    for (std::uint32_t i = 0; i < kPeople; ++i) {
      const std::string name = "Person " + std::to_string(i);
      people.push_back({.number = i, .person = {.name = name, .email = "0123456789abcdef" + std::to_string(i)}});
    }
    store_->stage(lease_, people, {});
  }

  std::mt19937_64 random_{1};
  std::filesystem::path directory_;
  std::unique_ptr<SqliteStore> store_;
  Lease lease_;
};

void stage_first_sync(benchmark::State& state) {
  const auto rows = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    BenchmarkStore benchmark_store;
    const auto start = std::chrono::steady_clock::now();
    benchmark_store.stage(rows);
    state.SetIterationTime(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    state.counters["database_bytes"] = benchmark_store.bytes();
  }
  state.counters["rows"] = benchmark::Counter(rows, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(stage_first_sync)
    ->Arg(200'000)
    ->Arg(1'000'000)
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);

// A published project of a million commits, made once.
constexpr std::uint32_t kMillion = 1'000'000;
BenchmarkStore& million() {
  static BenchmarkStore made;
  static const bool published = [] {
    made.stage(kMillion);
    made.store().publish(made.lease(), made.publication(kMillion));
    return true;
  }();
  (void)published;
  return made;
}

void read_commit_page(benchmark::State& state) {
  SqliteStore& store = million().store();
  const CommitView view = store.commit_view(million().lease().project_id);
  std::mt19937_64 random(2);
  for (auto _ : state) {
    const auto after = static_cast<std::int64_t>(1'700'000'000 - 300 * (random() % 990'000));
    const auto page =
        store.commits(view, {.after = CommitCursor{after, {}}, .limit = static_cast<std::size_t>(state.range(0))});
    if (page.size() != static_cast<std::size_t>(state.range(0))) state.SkipWithError("a short page");
  }
}
BENCHMARK(read_commit_page)->Arg(1)->Arg(100)->Arg(1'000);

void open_commit_view(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(million().store().commit_view(million().lease().project_id));
}
BENCHMARK(open_commit_view);

void publish_small_change(benchmark::State& state) {
  Publication publication = million().publication(kMillion);
  million().store().publish(million().lease(), publication);
  publication.chunks.erase(publication.chunks.begin(), publication.chunks.end() - 1);
  std::uint32_t person = 0;
  for (auto _ : state) {
    for (int i = 0; i < 10; ++i) ++publication.contributors[person++ % kPeople].commits_all;
    million().store().publish(million().lease(), publication);
  }
  state.counters["log_bytes"] = static_cast<double>(std::filesystem::file_size(million().log_path()));
}
BENCHMARK(publish_small_change)->Unit(benchmark::kMillisecond);

void read_person_keys(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(million().store().person_keys(million().lease().project_id));
}
BENCHMARK(read_person_keys)->Unit(benchmark::kMillisecond);

void find_people(benchmark::State& state) {
  const std::vector<std::string> texts{"person 17"};
  for (auto _ : state) {
    benchmark::DoNotOptimize(million().store().people_matching(million().lease().project_id, texts));
  }
}
BENCHMARK(find_people)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cpsg::storage::sqlite
