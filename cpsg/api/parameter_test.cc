// Protects: what a parameter may be is what the table says, and a request that breaks it learns which one it was.
#include "cpsg/api/parameter.h"

#include <gmock/gmock.h>

namespace cpsg::api {
namespace {

using Kind = ParameterKind;
using Place = ParameterPlace;

constexpr std::string_view kStates[] = {"open", "closed"};
constexpr Parameter kParameters[] = {
    {.name = "owner", .place = Place::kPath, .kind = Kind::kName},
    {.name = "number", .place = Place::kPath, .kind = Kind::kInteger, .min = 1, .max = 9},
    {.name = "id", .place = Place::kPath, .min = 1, .max = 5},
    {.name = "limit", .kind = Kind::kInteger, .min = 1, .max = 10},
    {.name = "text", .min = 1, .max = 4},
    {.name = "bytes", .kind = Kind::kBytes},
    {.name = "flag", .kind = Kind::kBoolean},
    {.name = "since", .kind = Kind::kTime},
    {.name = "tz", .kind = Kind::kZone},
    {.name = "state", .kind = Kind::kEnumeration, .values = kStates},
    {.name = "states", .kind = Kind::kChoices, .values = kStates},
    {.name = "cursor", .kind = Kind::kCursor},
    {.name = "title", .place = Place::kBody, .min = 1, .max = 3, .required = true, .meaning = "what it is called"},
    {.name = "note", .place = Place::kBody},
    {.name = "sure", .place = Place::kBody, .kind = Kind::kBoolean},
    {.name = "names", .place = Place::kBody, .kind = Kind::kTextList, .min = 1, .max = 2},
};

// The field at fault; empty when nothing was thrown.
template <typename Check>
std::string field_of(const Check& check) {
  try {
    check();
  } catch (const http::FieldError& e) {
    EXPECT_EQ(e.code(), ErrorCode::kRequestInvalid);
    return e.field();
  }
  return "";
}
std::string of_query(std::string_view text) {
  return field_of([&] { check_query(kParameters, Query(text)); });
}
std::string of_path(const std::vector<std::string>& segments) {
  return field_of([&] { check_path("/x/{owner}/{number}/{id}", kParameters, segments); });
}
// What is said of it.
std::string words_of_body(const std::string& body) {
  try {
    (void)check_body("a thing", kParameters, {"POST", "/", {}, body, "r-1"});
  } catch (const http::FieldError& e) {
    return e.what();
  }
  return "";
}
std::string of_body(const std::string& body) {
  return field_of([&] { (void)check_body("a thing", kParameters, {"POST", "/", {}, body, "r-1"}); });
}

TEST(Parameters, OfAQueryAreThoseOfTheTable) {
  EXPECT_EQ(of_query(""), "");
  EXPECT_EQ(of_query("limit=10&text=abcd&flag=true&since=2026-01-31&tz=+05:30&state=open&states=closed,open&cursor=AA"),
            "");
  EXPECT_EQ(of_query("limti=10"), "limti");
  EXPECT_EQ(of_query("owner=x"), "owner") << "it is one of the path";
  EXPECT_EQ(of_query("title=x"), "title") << "it is one of the body";
}

TEST(Parameters, HaveTheirTypesAndBounds) {
  for (const std::string query : {"limit=0",
                                  "states=open,",
                                  "states=open,shut",
                                  "limit=1&limit=1",
                                  "limit=11",
                                  "limit=",
                                  "limit=1x",
                                  "limit=+1",
                                  "limit=1.0",
                                  "limit=99999999999999999999",
                                  "text=",
                                  "text=abcde",
                                  "text=%FF",
                                  "text=a%00",
                                  "text=%0a",
                                  "flag=1",
                                  "flag=TRUE",
                                  "flag=",
                                  "since=2026-02-30",
                                  "since=2026-13-01",
                                  "since=2026-01-31T25:00:00Z",
                                  "since=",
                                  "since=10000-01-01",
                                  "tz=Mars/Olympus",
                                  "tz=",
                                  "state=Open",
                                  "state=",
                                  "cursor=%2B",
                                  "cursor=A"}) {
    EXPECT_EQ(of_query(query), query.substr(0, query.find('='))) << query;
  }
  EXPECT_EQ(of_query("bytes=%FF%C3"), "");
}

TEST(Parameters, OfPathsHaveNoTricks) {
  EXPECT_EQ(of_path({"x", "Octo.cat_-", "9", "a b"}), "");
  for (const std::string owner : {"", ".", "..", "a/b", "a%2Fb", "a\\b", "\xFF", "a b", "a:b"}) {
    EXPECT_EQ(of_path({"x", owner, "1", "i"}), "owner") << owner;
  }
  EXPECT_EQ(of_path({"x", std::string(101, 'a'), "1", "i"}), "owner");
  EXPECT_EQ(of_path({"x", std::string("a\0", 2), "1", "i"}), "owner");
  for (const std::string number : {"0", "10", "", "1e0", "-1"}) {
    EXPECT_EQ(of_path({"x", "o", number, "i"}), "number") << number;
  }
  for (const std::string id : {"", "a/b", "123456", "\xC3", "\n"}) EXPECT_EQ(of_path({"x", "o", "1", id}), "id") << id;
}

TEST(Parameters, TheLastOfAPathMayTakeItsRest) {
  const std::vector<Parameter> parameters = {
      {.name = "oid", .place = Place::kPath, .kind = Kind::kOid},
      {.name = "branch", .place = Place::kPath, .kind = Kind::kBytes, .min = 1, .max = 7}};
  const auto of_rest = [&](const std::vector<std::string>& segments) {
    return field_of([&] { check_path("/x/{oid}/{branch}", parameters, segments, true); });
  };
  EXPECT_EQ(of_rest({"x", "abcd", "fix"}), "");
  EXPECT_EQ(of_rest({"x", "abcd", "a", "b/c", "\xFF"}), "");
  EXPECT_EQ(of_rest({"x", "abcd", "a", "b", "c", "de"}), "branch") << "it is too long as a whole";
  EXPECT_EQ(of_rest({"x", "abcd", "a", "\n"}), "branch");
  for (const std::string oid : {"abc", "abcx", "ab/cd", ""}) EXPECT_EQ(of_rest({"x", oid, "a"}), "oid") << oid;
  EXPECT_EQ(rest_of_path({"x", "a", "b/c", "d"}, 1), "a/b/c/d");
}

TEST(Parameters, OfABodyAreThoseOfTheTable) {
  EXPECT_EQ(of_body(R"({"title":"a","sure":true})"), "");
  EXPECT_EQ(of_body(R"({"title":"a","sure":"true"})"), "sure");
  EXPECT_EQ(of_body(R"({"title":"a","sure":null})"), "sure");
  EXPECT_EQ(of_body(R"({"title":"abc","note":"","names":["a","b"]})"), "");
  EXPECT_EQ(of_body(R"({"title":"a","limit":1})"), "limit");
  for (const std::string body :
       {"", "[]", "7", "{", "{\"title\":\"\xFF\"}", R"({"title":"a"}x)", R"({"title":[[[[[1]]]]]})"}) {
    EXPECT_EQ(of_body(body), "body") << body;
  }
  for (const std::string body :
       {R"({"title":"a","title":"b"})", R"({"title":"a","\u0074itle":"a"})", R"({"title":"a","note":"","note":""})"}) {
    EXPECT_EQ(of_body(body), "body") << body << ": another parser may take the other one";
  }
  EXPECT_EQ(of_body(R"({ "title" : "\":" , "names":["{\":","\\"] })"), "");
  for (const std::string body : {R"({})", R"({"title":""})", R"({"title":"abcd"})", R"({"title":7})"}) {
    EXPECT_EQ(of_body(body), "title") << body;
  }
  for (const std::string names : {"[]", R"(["a","b","c"])", "[1]", R"("a")", "null"}) {
    EXPECT_EQ(of_body(R"({"title":"a","names":)" + names + "}"), "names") << names;
  }
  EXPECT_EQ(of_body(R"({"title":"a","note":null})"), "note");
}

TEST(Parameters, ARouteWithoutABodyDoesNotReadIt) {
  EXPECT_TRUE(check_body("", std::span(kParameters).first(3), {"POST", "/", {}, "nonsense", "r-1"}).empty());
}

TEST(Parameters, OfABodyThatIsNoJsonSayWhereItEnds) {
  const auto place = [](const std::string& body) {
    const std::string words = words_of_body(body);
    const std::string_view mark = "it is no JSON from ";
    const auto at = words.find(mark);
    return at == std::string::npos ? words : words.substr(at + mark.size(), words.find(" on:") - at - mark.size());
  };
  EXPECT_EQ(place(R"({"title" "x"})"), "line 1, column 10 (byte 10)");
  EXPECT_EQ(place("{\n  \"title\": \"x\",\n  \"note\": nonsense\n}"), "line 3, column 11 (byte 29)");
  EXPECT_EQ(place("{\"title\":\"x\"} {}"), "line 1, column 15 (byte 15)");
  EXPECT_EQ(place("{\"title\":\"x\""), "line 1, column 13 (byte 13)");
  EXPECT_THAT(words_of_body(""), testing::EndsWith("; there is none"));
  EXPECT_EQ(words_of_body("[]"), "the body must be a JSON object: a thing, with title, note, sure, names");
}

TEST(Parameters, OfABodySayWhatIsMissingAndWhatItWouldBe) {
  EXPECT_EQ(words_of_body("{}"), "title is missing: a string of 1 to 3 bytes; what it is called");
  EXPECT_EQ(words_of_body(R"({"title":7})"), "title must be a string of 1 to 3 bytes");
  EXPECT_EQ(words_of_body(R"({"title":"x","names":[]})"), "names must be a list of 1 to 2 strings, and has 0");
  EXPECT_EQ(words_of_body(R"({"title":"x","names":["a",1]})"), "names must have strings alone, and item 2 is none");
  EXPECT_EQ(words_of_body(R"({"title":"x","names":"a"})"), "names must be a list of 1 to 2 strings");
}

}  // namespace
}  // namespace cpsg::api
