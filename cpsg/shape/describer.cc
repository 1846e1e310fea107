#include "cpsg/shape/describer.h"

#include "cpsg/base/json_text.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::shape {
namespace {

std::string_view json_type(MemberType type) {
  switch (type) {
    case MemberType::kText:
      return "string";
    case MemberType::kInteger:
      return "integer";
    case MemberType::kFraction:
      return "number";
    case MemberType::kBoolean:
      return "boolean";
    case MemberType::kObject:
      return "object";
    case MemberType::kTextList:
    case MemberType::kObjectList:
    case MemberType::kValueList:
      return "array";
  }
  return "";
}

void append_type(JsonObject& out, const MemberDescription& member) {
  const std::string_view type = json_type(member.type);
  member.nullable ? out.list("type", {std::string(type), "null"}) : out.text("type", type);
}

void append_form(JsonObject& out, TextForm form) {
  if (form == TextForm::kTime) out.text("format", "date-time");
  if (form == TextForm::kDay) out.text("format", "date");
  if (form == TextForm::kOid) out.text("pattern", "^[0-9a-f]{40}$");
}

std::string texts(const std::vector<ValueMeaning>& values, bool nullable) {
  std::string out = "[";
  for (const ValueMeaning& each : values) {
    if (out.size() > 1) out += ',';
    append_json_string(out, each.name);
  }
  return out + (nullable ? ",null]" : "]");
}

std::string description(const MemberDescription& member) {
  std::string text = member.meaning;
  for (const ValueMeaning& each : member.values) text += "\n- `" + each.name + "`: " + each.meaning;
  return text;
}

void append_members(JsonObject& out, const std::vector<MemberDescription>& members);

std::string schema_of(const MemberDescription& member) {
  std::string text;
  JsonObject out(text);
  append_type(out, member);
  const bool of_list = json_type(member.type) == "array";
  if (!of_list) {
    append_form(out, member.form);
    if (member.type == MemberType::kInteger) out.text("format", "int64");
    if (!member.values.empty()) out.raw("enum", texts(member.values, member.nullable));
    if (member.type == MemberType::kObject) append_members(out, member.members);
  } else if (member.type == MemberType::kObjectList) {
    out.raw("items", json_schema(member.members));
  } else if (member.type == MemberType::kValueList) {
    out.raw("items", schema_of(member.members.front()));
  } else {
    out.begin("items");
    out.text("type", "string");
    append_form(out, member.form);
    if (!member.values.empty()) out.raw("enum", texts(member.values, false));
    out.end();
  }
  if (!member.meaning.empty()) out.text("description", description(member));
  out.finish();
  return text;
}

void append_members(JsonObject& out, const std::vector<MemberDescription>& members) {
  std::vector<std::string> names;
  out.begin("properties");
  for (const MemberDescription& each : members) {
    out.raw(each.name, schema_of(each));
    if (!each.may_be_absent) names.push_back(each.name);
  }
  out.end();
  out.list("required", names);
  out.boolean("additionalProperties", false);
}

}  // namespace

MemberDescription& Describer::add(std::string_view name, MemberType type, const Meaning& meaning) {
  MemberDescription& added = open_.back()->emplace_back();
  added.name = name;
  added.type = type;
  added.nullable = nullable_;
  added.meaning = meaning.text;
  added.form = meaning.form;
  if (meaning.values != nullptr) added.values = meaning.values();
  nullable_ = false;
  return added;
}

void Describer::sizes(std::string_view name, const std::vector<model::LanguageSize>& /*values*/,
                      const Meaning& meaning) {
  Describer each(add(name, MemberType::kObjectList, meaning).members);
  each.text("name", "", "the language, as GitHub calls it");
  each.number("bytes", 0, "bytes of its source code");
}

std::string json_schema(const std::vector<MemberDescription>& members) {
  std::string text;
  JsonObject out(text);
  out.text("type", "object");
  append_members(out, members);
  out.finish();
  return text;
}

}  // namespace cpsg::shape
