// Protects: a body is known by its media type however the header is written, and a text that is no media type is none.
#include "cpsg/http/media_type.h"

namespace cpsg::http {
namespace {

TEST(MediaType, IsReadWithBlanksAndParameters) {
  for (const std::string_view text :
       {"application/json", "Application/JSON", "application/json;charset=utf-8", "application/json; charset=utf-8",
        "application/json ;charset=utf-8", "application/json\t ; \tcharset=UTF-8",
        "application/json; charset=\"utf-8\"", "application/json; a=\"b;c\" ; d=e", "application/json;",
        "application/json ; ;a=b", " application/json "}) {
    EXPECT_EQ(media_type_of(text), "application/json") << text;
  }
  EXPECT_EQ(media_type_of("application/problem+json"), "application/problem+json");
}

TEST(MediaType, IsNothingWhereTheTextIsNone) {
  for (const std::string_view text :
       {"", "json", "application", "application/", "/json", "application /json", "application/ json",
        "application/json charset=utf-8", "application/json; charset", "application/json; charset =utf-8",
        "application/json; charset= utf-8", "application/json; charset=", "application/json; =a",
        "application/json; a=\"b", "application/json; a=\"b\x01\"", "application/json, text/plain",
        "application/json/x"}) {
    EXPECT_EQ(media_type_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cpsg::http
