// Protects: what the API says of a repository on this machine does not say where on the machine it is.
#include "cpsg/model/local_path.h"

namespace cpsg::model {
namespace {

TEST(LocalPath, IsLeftOut) {
  const std::string url = "file:///srv/a%20b/r.git";
  EXPECT_EQ(without_local_path("/srv/a b/r.git does not exist; check the path", url),
            "the repository does not exist; check the path");
  EXPECT_EQ(without_local_path("/srv/a b/r.git: git upload-pack failed: fatal: '/srv/a b/r.git/objects'", url),
            "the repository: git upload-pack failed: fatal: 'the repository/objects'");
  EXPECT_EQ(without_local_path("bad file:///srv/a%20b/r.git", url), "bad the repository");
  EXPECT_EQ(without_local_path("/srv/r is gone", "file://localhost/srv/r"), "the repository is gone");
}

TEST(LocalPath, LeavesOtherTextsAlone) {
  EXPECT_EQ(without_local_path("/srv/r.git is gone", ""), "/srv/r.git is gone");
  EXPECT_EQ(without_local_path("1/2 of it", "file:///"), "1/2 of it");
}

TEST(ShownMessage, NamesNoPathOfThisMachine) {
  const std::string url = "file:///srv/secret/r.git";
  EXPECT_EQ(shown_message(ErrorCode::kNotFound, "/srv/secret/r.git does not exist", url),
            "the repository does not exist");
  EXPECT_EQ(shown_message(ErrorCode::kStoreFull, "no space is left for /var/lib/cpsg.db", ""),
            traits(ErrorCode::kStoreFull).title);
  EXPECT_EQ(shown_message(ErrorCode::kNetwork, "git.example: refused", ""), "git.example: refused");
}

}  // namespace
}  // namespace cpsg::model
