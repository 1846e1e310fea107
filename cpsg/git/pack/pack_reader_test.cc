// Protects the promise that a pack's objects come out exactly as git has them, whatever the form of the deltas, the cut
// of the pieces and the size of the memory: packs made by git from a generated repository, against `git cat-file`.
#include "cpsg/git/pack/pack_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "cpsg/git/pack/testing/pack_builder.h"
#include "cpsg/git/testing/git_command.h"
#include "cpsg/git/testing/real_histories.h"

namespace cpsg::git::pack {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kCommits = 120;

// Long messages and files that differ in one place, so that git makes chains of deltas of them; and tags.
std::string fast_import_stream() {
  std::ostringstream stream;
  for (int i = 1; i <= kCommits; ++i) {
    std::string text;
    for (int line = 0; line < 40; ++line)
      text += fmt::format("line {} says {}\n", line, line == i % 40 ? i : line * line);
    stream << "commit refs/heads/main\nmark :" << i << "\ncommitter C <c@example.org> " << 1'700'000'000 + i
           << " +0100\ndata " << text.size() << "\n"
           << text << "\nM 100644 inline file" << i % 3 << "\ndata " << text.size() << "\n"
           << text << "\n";
    if (i % 30 == 0) {
      stream << "tag v" << i << "\nfrom :" << i << "\ntagger T <t@example.org> 1700000000 +0000\ndata 4\ntag\n\n";
    }
  }
  return stream.str();
}

struct GitPack {
  std::string pack;
  std::vector<ReadObject> objects;  // in the order of the pack; contents of commits and tags alone
  std::size_t longest_chain = 0;
};

ObjectType type_named(const std::string& name) {
  static const std::map<std::string, ObjectType> kTypes = {{"commit", ObjectType::kCommit},
                                                           {"tree", ObjectType::kTree},
                                                           {"blob", ObjectType::kBlob},
                                                           {"tag", ObjectType::kTag}};
  return kTypes.at(name);
}

class GitRepository {
 public:
  GitRepository() { (void)repository_.git("fast-import --quiet", fast_import_stream()); }

  [[nodiscard]] GitPack make_pack(const std::string& options) const {
    GitPack made;
    made.pack = repository_.git(
        "pack-objects --quiet --threads=1 --revs --all --stdout --no-reuse-delta --window=50 --depth=50 " + options);
    TemporaryDirectory directory;
    write_file(directory.path() / "p.pack", made.pack);
    (void)repository_.git("index-pack '" + (directory.path() / "p.pack").string() + "'");
    std::istringstream lines(repository_.git("verify-pack -v '" + (directory.path() / "p.idx").string() + "'"));
    std::map<std::size_t, ReadObject> by_offset;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string oid, type;
      std::size_t size = 0, packed = 0, offset = 0, depth = 0;
      if (!(words >> oid >> type >> size >> packed >> offset) || oid.size() != model::Oid::kHexSize) continue;
      if (words >> depth) made.longest_chain = std::max(made.longest_chain, depth);
      by_offset[offset] = {type_named(type), oid, ""};
    }
    for (auto& [offset, object] : by_offset) made.objects.push_back(std::move(object));
    add_contents(made.objects);
    return made;
  }

 private:
  void add_contents(std::vector<ReadObject>& objects) const {
    std::string oids;
    for (const ReadObject& object : objects) oids += object.oid + "\n";
    std::istringstream answers(repository_.git("cat-file --batch", oids));
    for (ReadObject& object : objects) {
      std::string oid, type;
      std::size_t size = 0;
      answers >> oid >> type >> size;
      std::string content(size + 1, '\0');
      answers.ignore().read(content.data(), static_cast<std::streamsize>(content.size()));
      const bool whole = object.type == ObjectType::kCommit || object.type == ObjectType::kTag;
      if (whole) object.content = content.substr(0, size);
    }
  }

  ScratchRepository repository_;
};

class PackFromGit : public testing::Test {
 protected:
  static const GitPack& with_offsets() {
    static const GitPack pack = repository().make_pack("--delta-base-offset");
    return pack;
  }
  static const GitPack& with_refs() {
    static const GitPack pack = repository().make_pack("");
    return pack;
  }
  static const GitPack& commits_alone() {
    static const GitPack pack = repository().make_pack("--delta-base-offset --filter=tree:0");
    return pack;
  }

 private:
  static const GitRepository& repository() {
    static const GitRepository repository;
    return repository;
  }
};

TEST_F(PackFromGit, HasChainsOfDeltasToBeWorthReading) {
  EXPECT_GE(with_offsets().longest_chain, 3U);
  EXPECT_GE(with_refs().longest_chain, 3U);
  EXPECT_GE(commits_alone().longest_chain, 3U);
  EXPECT_GE(with_offsets().objects.size(), std::size_t{3} * kCommits);
}

TEST_F(PackFromGit, GivesEveryObjectInOrder) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, SIZE_MAX}) {
    SCOPED_TRACE(piece);
    EXPECT_EQ(read_pack(with_offsets().pack, piece), with_offsets().objects);
    EXPECT_EQ(read_pack(commits_alone().pack, piece), commits_alone().objects);
  }
}

TEST_F(PackFromGit, GivesEveryObjectWithTinyMemory) {
  PackReaderOptions options = default_options();
  for (const std::size_t spool : {std::size_t{0}, std::size_t{1}, std::size_t{5000}}) {
    for (const std::size_t cache : {std::size_t{0}, std::size_t{4000}}) {
      SCOPED_TRACE(fmt::format("spool {} cache {}", spool, cache));
      options.spool_memory_bytes = spool;
      options.base_cache_bytes = cache;
      EXPECT_EQ(read_pack(with_offsets().pack, 100, options), with_offsets().objects);
      EXPECT_THAT(read_pack(with_refs().pack, 100, options), testing::UnorderedElementsAreArray(with_refs().objects));
    }
  }
}

TEST_F(PackFromGit, ResolvesDeltasThatNameTheirBase) {
  for (const std::size_t piece : {std::size_t{1}, SIZE_MAX}) {
    EXPECT_THAT(read_pack(with_refs().pack, piece), testing::UnorderedElementsAreArray(with_refs().objects));
  }
}

TEST(PackReader, ReadsTheEmptyPackAndBothVersions) {
  EXPECT_THAT(read_pack(PackBuilder().pack()), IsEmpty());
  EXPECT_THAT(read_pack(PackBuilder().version(3).pack(), 1), IsEmpty());
  PackBuilder builder;
  builder.version(3).commit("x");
  EXPECT_THAT(read_pack(builder.pack()), SizeIs(1));
}

TEST(PackReader, TellsTheCountOnceBeforeTheFirstObject) {
  PackBuilder builder;
  builder.commit("one");
  builder.commit("");
  std::vector<std::string> events;
  PackReader reader(
      default_options(),
      [&](ObjectType, const model::Oid&, Bytes content) { events.push_back("object " + as_text(content)); },
      [&](std::uint32_t objects) { events.push_back(fmt::format("count {}", objects)); });
  reader.feed(as_bytes(builder.pack()));
  reader.finish();
  EXPECT_THAT(events, ElementsAre("count 2", "object one", "object "));
}

TEST(PackReader, DeliversTreesAndBlobsByIdAlone) {
  PackBuilder builder;
  const std::size_t blob = builder.object(ObjectType::kBlob, "blob content");
  builder.object(ObjectType::kTree, "");
  builder.offset_delta(blob, appending_delta(12, "!"));
  // The ids are those of `git hash-object`.
  EXPECT_THAT(read_pack(builder.pack()),
              ElementsAre(ReadObject{ObjectType::kBlob, "a6631cacc073854915fc7bdd06d6350bc8835495", ""},
                          ReadObject{ObjectType::kTree, "4b825dc642cb6eb9a060e54bf8d69288fbee4904", ""},
                          ReadObject{ObjectType::kBlob, object_id(ObjectType::kBlob, "blob content!").hex(), ""}));
}

TEST(PackReader, HashesBlobsThatAreTooLargeToHold) {
  const std::string large(limits::kObjectMaxBytes + 1, 'z');
  PackBuilder builder;
  builder.object(ObjectType::kBlob, large);
  builder.commit("after it");
  const std::string expected = object_id(ObjectType::kBlob, large).hex();
  for (const std::size_t piece : {std::size_t{100}, SIZE_MAX}) {
    const std::vector<ReadObject> objects = read_pack(builder.pack(), piece);
    ASSERT_THAT(objects, SizeIs(2));
    EXPECT_EQ(objects[0].oid, expected);
    EXPECT_EQ(objects[1].content, "after it");
  }
}

TEST(PackReader, ResolvesBasesThatComeLater) {
  const std::string first = "the first commit";
  const auto id = [](std::string_view content) { return object_id(ObjectType::kCommit, content); };
  PackBuilder builder;
  const std::size_t third = builder.ref_delta(id(first + "2"), appending_delta(first.size() + 1, "3"));
  builder.offset_delta(third, appending_delta(first.size() + 2, "4"));
  builder.ref_delta(id(first), appending_delta(first.size(), "2"));
  builder.commit("unrelated");
  builder.commit(first);
  builder.commit(first);  // a pack may hold an object twice
  std::vector<std::string> contents;
  for (const ReadObject& object : read_pack(builder.pack())) {
    contents.push_back(object.content);
    EXPECT_EQ(object.oid, id(object.content).hex());
  }
  EXPECT_THAT(contents, ElementsAre("unrelated", first, first, first + "2", first + "23", first + "234"));
}

TEST(PackReader, ReadsRealHistories) {
  const std::filesystem::path histories = real_histories();
  if (histories.empty()) GTEST_SKIP() << kNoRealHistories;
  std::size_t repositories = 0;
  for (const auto& repository : std::filesystem::recursive_directory_iterator(histories)) {
    if (repository.path().filename() != "HEAD" || repository.path().parent_path().extension() != ".git") continue;
    SCOPED_TRACE(repository.path());
    const GitCommand git(repository.path().parent_path());
    const std::string pack = git("pack-objects --quiet --revs --stdout --filter=tree:0 --delta-base-offset",
                                 git("for-each-ref --format='%(objectname)' refs/heads"));
    std::vector<std::string> oids;
    // The id is the hash of the content, so that the right ids mean the right contents.
    for (const ReadObject& object : read_pack(pack, limits::kPktLineMaxBytes)) oids.push_back(object.oid);
    std::istringstream lines(git("rev-list --branches"));
    std::vector<std::string> expected;
    for (std::string line; std::getline(lines, line);) expected.push_back(line);
    std::ranges::sort(oids);
    std::ranges::sort(expected);
    EXPECT_TRUE(oids == expected) << oids.size() << " objects instead of " << expected.size();
    ++repositories;
  }
  EXPECT_GT(repositories, 0U);
}

TEST(PackReader, PassesOnWhatTheSinkThrows) {
  PackBuilder builder;
  builder.commit("x");
  PackReader reader(default_options(), [](ObjectType, const model::Oid&, Bytes) { throw std::out_of_range("mine"); });
  EXPECT_THROW(reader.feed(as_bytes(builder.pack())), std::out_of_range);
}

}  // namespace
}  // namespace cpsg::git::pack
