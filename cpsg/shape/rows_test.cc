// Protects: what is written as JSON has the same values as CSV and as columns, whatever they hold.
#include "cpsg/shape/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/shape/describe.h"

namespace cpsg::shape {
namespace {

struct Inner {
  std::optional<std::string> name;
  std::int64_t number = 0;
};
struct Thing {
  std::string text;
  std::optional<Inner> inner;
  std::vector<std::string> list;
  std::vector<model::LanguageSize> sizes;
  std::vector<Inner> objects;
  std::optional<double> share;
};

template <typename Writer>
void describe(Writer& out, const Inner& inner) {
  member(out, "name", inner.name, "its name; null without one");
  out.number("number", inner.number, "its number");
}
template <typename Writer>
void describe(Writer& out, const Thing& thing) {
  out.text("text", thing.text, "any text");
  object(out, "inner", thing.inner ? &*thing.inner : nullptr, "what is in it; null where nothing is");
  out.list("list", thing.list, "texts");
  out.sizes("sizes", thing.sizes, "sizes");
  out.objects("objects", thing.objects, "more things");
  member(out, "share", thing.share, "a share; null where it is not known");
}

std::string json_of(const Thing& thing) {
  std::string out;
  write<JsonObject>(out, thing);
  return out;
}
ShapeDescription thing_shape() { return description_of("thing", "a thing", Thing()); }

std::string csv_of(const Thing& thing, const std::vector<std::string>& fields = {}, CsvOptions options = {}) {
  const RowForm form(thing_shape(), fields);
  std::string out;
  append_csv_record(out, form, json_of(thing), options);
  return out;
}

const Thing kFull{"a,\"b\"\n\t\\\x01é",          Inner{"n", -5},      {"x", "y z"},
                  {{"C++", 20}, {"D \"e\"", 1}}, {{std::nullopt, 1}}, 0.25};

TEST(Rows, ACsvRecordHasAllValues) {
  EXPECT_EQ(csv_header(RowForm(thing_shape())), "text,inner_name,inner_number,list,sizes,objects,share\r\n");
  EXPECT_EQ(csv_of(kFull),
            "\"a,\"\"b\"\"\n\t\\\x01é\",n,-5,x y z,\"C++:20 D \"\"e\"\":1\",\"[{\"\"name\"\":null,"
            "\"\"number\"\":1}]\",0.25\r\n");
}

TEST(Rows, ObjectsOfAListThatIsSplitHaveARecordEach) {
  const RowForm form(thing_shape(), {"text", "inner", "sizes", "objects", "share"}, ObjectLists::kSplit);
  EXPECT_EQ(csv_header(form), "text,inner_name,inner_number,sizes,objects_name,objects_number,share\r\n");
  const auto records = [&](const Thing& thing) {
    std::string out;
    append_csv_record(out, form, json_of(thing));
    return out;
  };
  const Thing two{.text = "a", .sizes = {{"C++", 20}}, .objects = {{"x,y", 1}, {std::nullopt, 2}}, .share = 0.25};
  EXPECT_EQ(records(two), "a,,,C++:20,\"x,y\",1,0.25\r\na,,,C++:20,,2,0.25\r\n");
  EXPECT_EQ(records({.text = "none"}), "none,,,,,,\r\n");
}

TEST(Rows, NullIsEmptyAndSoIsEachMemberOfAnObjectThatIsNull) {
  EXPECT_EQ(csv_of({}), ",,,,,,\r\n");
  EXPECT_EQ(csv_of({.text = "null"}), "null,,,,,,\r\n");
}

TEST(Rows, OnlyTheMembersAskedForInTheOrderOfTheShape) {
  EXPECT_EQ(csv_header(RowForm(thing_shape(), {"share", "inner"})), "inner_name,inner_number,share\r\n");
  EXPECT_EQ(csv_of(kFull, {"share", "inner"}), "n,-5,0.25\r\n");
  EXPECT_EQ(csv_of({}, {"share", "inner"}), ",,\r\n");
}

TEST(Rows, NoTextIsAFormulaForASpreadsheet) {
  for (const std::string text : {"=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "=\"a\",b"}) {
    const std::string plain = csv_of({.text = text}, {"text"});
    const std::string guarded = csv_of({.text = text}, {"text"}, {.for_spreadsheets = true});
    const bool quoted = plain.front() == '"';
    EXPECT_EQ(guarded, (quoted ? "\"'" + plain.substr(1) : "'" + plain)) << text;
  }
  EXPECT_EQ(csv_of({.inner = Inner{"a=1", -5}}, {"inner"}, {.for_spreadsheets = true}), "a=1,-5\r\n") << "numbers stay";
  EXPECT_EQ(csv_of({.list = {"=x", "y"}}, {"list"}, {.for_spreadsheets = true}), "'=x y\r\n");
}

TEST(Rows, ColumnsHaveOneListForEachValue) {
  const RowForm form(thing_shape(), {"text", "inner", "list"});
  Columns columns(form);
  columns.add(json_of(kFull));
  columns.add(json_of({}));
  columns.add(json_of({.text = "taken away"}));
  const std::size_t with_all = columns.size_bytes();
  columns.remove_last();
  EXPECT_LT(columns.size_bytes(), with_all);
  columns.add(json_of({.text = "c"}));
  std::string out;
  columns.take(out);
  EXPECT_EQ(out,
            "{\"text\":[\"a,\\\"b\\\"\\n\\t\\\\\\u0001é\",\"\",\"c\"],\"inner_name\":[\"n\",null,null],"
            "\"inner_number\":[-5,null,null],\"list\":[[\"x\",\"y z\"],[],[]]}");
}

// A writer of rows stands for the way over JSON.
TEST(Rows, ARowWrittenDirectlyIsTheRowOfItsJson) {
  const std::vector<std::vector<std::string>> choices = {
      {}, {"inner"}, {"text", "share"}, {"sizes", "objects", "list"}};
  for (const std::vector<std::string>& fields : choices) {
    const RowForm form(thing_shape(), fields);
    Columns direct(form);
    Columns over_json(form);
    direct.expect(3);
    for (const Thing& thing : {kFull, Thing(), Thing{.text = "c", .inner = Inner{std::nullopt, 70}}, kFull}) {
      ColumnRow row(direct);
      describe(row, thing);
      row.finish();
      over_json.add(json_of(thing));
    }
    EXPECT_EQ(direct.size_bytes(), over_json.size_bytes());
    direct.remove_last();
    over_json.remove_last();
    EXPECT_EQ(direct.size_bytes(), over_json.size_bytes());
    std::string expected;
    std::string out;
    over_json.take(expected);
    direct.take(out);
    EXPECT_EQ(out, expected);
  }
}

TEST(Rows, ColumnsWithoutRowsAreEmptyLists) {
  const RowForm form(thing_shape(), {"text", "share"});
  std::string none;
  Columns(form).take(none);
  EXPECT_EQ(none, R"({"text":[],"share":[]})");
}

}  // namespace
}  // namespace cpsg::shape
