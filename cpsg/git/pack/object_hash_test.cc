// Protects object ids: against those that `git hash-object` prints.
#include "cpsg/git/pack/object_hash.h"

#include <gtest/gtest.h>

#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

TEST(ObjectHash, IsGitsOwn) {
  ObjectHash hash;
  EXPECT_EQ(hash.hash(ObjectType::kBlob, {}).hex(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  EXPECT_EQ(hash.hash(ObjectType::kTree, {}).hex(), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
  EXPECT_EQ(hash.hash(ObjectType::kBlob, as_bytes("blob content")).hex(), "a6631cacc073854915fc7bdd06d6350bc8835495");
  // git hash-object --literally -t commit, and -t tag, of no bytes.
  EXPECT_EQ(hash.hash(ObjectType::kCommit, {}).hex(), "dcf5b16e76cce7425d0beaef62d79a7d10fce1f5");
  EXPECT_EQ(hash.hash(ObjectType::kTag, {}).hex(), "d994c6bb648123a17e8f70a966857c546b2a6f94");
}

TEST(ObjectHash, IsTheSameInPieces) {
  ObjectHash hash;
  hash.begin(ObjectType::kBlob, 12);
  hash.update(as_bytes("blob "));
  hash.update(as_bytes("content"));
  EXPECT_EQ(hash.end().hex(), "a6631cacc073854915fc7bdd06d6350bc8835495");
}

}  // namespace
}  // namespace cpsg::git::pack
