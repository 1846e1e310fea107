// Protects: exports over HTTP have the bytes of the command and the headers that clients save and cache them by; what
// makes no sense is refused before anything is read; there are not too many at once.
#include "cpsg/access/credentials.h"
#include "cpsg/api/answer.h"
#include "cpsg/api/export.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class ExportRoutes : public RouteTest {
 protected:
  void SetUp() override {
    id_ = sample_.publish_sample();
    model::PullRequest pull;
    pull.number = 7;
    pull.title = "Say \"hello\"";
    sample_.put_pulls(id_, {pull});
  }

  std::string exported(const ExportRequest& request) {
    std::string out;
    run_export(sample_.store().stores(), request, at(kSampleStart), [&](std::string_view piece) { out += piece; });
    return out;
  }

  std::string id_;
  const std::string path_ = "/v1/projects/octo/demo/export";
};

TEST_F(ExportRoutes, HaveTheBytesOfTheCommand) {
  for (const std::string kind : {"commits", "branches", "pulls"}) {
    for (const std::string format : {"ndjson", "csv"}) {
      const http::Response response = get(path_ + "?kind=" + kind + "&format=" + format);
      ASSERT_EQ(response.status, 200);
      const ExportRequest same{
          .kind = *export_kind_from_name(kind), .format = *export_format_from_name(format), .full_name = "octo/demo"};
      const std::string text = whole(response);
      EXPECT_EQ(text, exported(same)) << kind << format;
      EXPECT_GT(text.size(), 100);
      EXPECT_EQ(header(response, "Content-Type"), format == "csv" ? kCsvType : kNdjsonType);
      EXPECT_EQ(header(response, "Content-Disposition"),
                "attachment; filename=\"Octo-Demo-" + kind + "." + format + "\"");
    }
  }
  EXPECT_EQ(whole(get(path_)), exported({.full_name = "octo/demo"})) << "what is exported where nothing is said";
  EXPECT_EQ(whole(get(path_ + "?unreachable=true")), exported({.full_name = "octo/demo", .include_unreachable = true}));
  const http::Response projects = get("/v1/export/projects?format=csv");
  EXPECT_EQ(whole(projects),
            exported({.kind = ExportKind::kProjects, .format = ExportFormat::kCsv, .git_url = "https://github.com"}));
  EXPECT_EQ(header(projects, "Content-Disposition"), "attachment; filename=\"projects.csv\"");
}

TEST_F(ExportRoutes, BreakOffWithTheKeyThatAskedForThem) {
  const access::NewSecret secret = access::new_key_secret();
  sample_.store().create_key({.id = "k1", .name = "ci"}, secret.digest, at(kSampleStart));
  const http::Response of_key = get(path_, {{"authorization", "Bearer " + secret.text}});
  const http::Response of_nobody = get(path_);
  EXPECT_NE(of_key.source->next(), "");
  EXPECT_TRUE(sample_.store().revoke_key("k1", at(kSampleStart)));
  EXPECT_THROW((void)of_key.source->next(), Error);
  EXPECT_NE(of_nobody.source->next(), "");
}

TEST_F(ExportRoutes, RefuseWhatMakesNoSense) {
  const auto field = [&](const std::string& query) {
    const http::Response response = get(path_ + query);
    EXPECT_EQ(response.status, 400) << query;
    return values(response, "field");
  };
  EXPECT_THAT(field("?kind=projects"), ElementsAre("kind"));
  EXPECT_THAT(field("?format=xml"), ElementsAre("format"));
  EXPECT_THAT(field("?kind=pulls&unreachable=true"), ElementsAre("unreachable"));
  EXPECT_THAT(field("?kind=pulls&kind=pulls"), ElementsAre("kind"));
  EXPECT_EQ(get(path_ + "?kind=pulls&unreachable=false").status, 200);
  EXPECT_EQ(get("/v1/projects/no/body/export").status, 404);
  EXPECT_EQ(get("/v1/export/commits").status, 404);
}

TEST_F(ExportRoutes, AreNotReadForHead) {
  (void)counting_.take_calls();
  const http::Response response = send("HEAD", path_ + "?kind=branches");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header(response, "Content-Type"), kNdjsonType);
  EXPECT_THAT(counting_.take_calls(), ElementsAre(Pair("find_project", 1), Pair("revision", 1)));
}

TEST_F(ExportRoutes, AreAskedForAgainByTheirTag) {
  const http::Response first = get(path_);
  EXPECT_EQ(header(first, "Cache-Control"), "private, no-cache");
  EXPECT_THAT(header(first, "Vary"), HasSubstr("Authorization, Cookie"));
  const std::string etag = header(first, "ETag");
  ASSERT_NE(etag, "");
  EXPECT_THAT(calls_of(path_, 304, {{"if-none-match", etag}}), ElementsAre(Pair("revision", 1)));
  EXPECT_EQ(get(path_, {{"if-match", "\"other\""}}).status, 412);
  sample_.publish_again(id_);
  EXPECT_EQ(get(path_, {{"if-none-match", etag}}).status, 200);
  EXPECT_EQ(header(get("/v1/export/projects"), "Cache-Control"), "no-store") << "it depends on the time";
}

TEST_F(ExportRoutes, OfAnEarlierNameAreAtThePresentOne) {
  storage::sqlite::SqliteStore& store = sample_.store();
  (void)store.bind_identity(store.project(id_), {42, "R_42", "Octo", "Renamed"}, at(kSampleStart));
  const http::Response response = get(path_ + "?kind=pulls&format=csv");
  EXPECT_EQ(response.status, 301);
  EXPECT_EQ(header(response, "Location"), "/v1/projects/Octo/Renamed/export?kind=pulls&format=csv");
}

TEST_F(ExportRoutes, AreCodedPieceByPiece) {
  const http::Response response = get(path_, {{"accept-encoding", "gzip"}});
  EXPECT_EQ(header(response, "Content-Encoding"), "gzip");
  EXPECT_EQ(response.body, "");
  ASSERT_TRUE(response.source);
  EXPECT_EQ(response.source->next().substr(0, 2), "\x1f\x8b");
}

TEST_F(ExportRoutes, AreNotTooManyAtOnce) {
  std::vector<http::Response> under_way;
  for (std::size_t i = 0; i < limits::kExportsMax; ++i) under_way.push_back(get(path_));
  for (const std::string& path : {path_, std::string("/v1/export/projects")}) {
    const http::Response refused = get(path);
    EXPECT_EQ(refused.status, 503) << path;
    EXPECT_EQ(header(refused, "Retry-After"), "5");
  }
  EXPECT_EQ(get("/v1/projects/octo/demo").status, 200);
  under_way.pop_back();
  EXPECT_EQ(get(path_).status, 200) << "one has ended";
}

}  // namespace
}  // namespace cpsg::api
