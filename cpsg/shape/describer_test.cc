// Protects: what the documents say of a shape is what its JSON has: the same members in the same order, each with its
// meaning, and every text that an enumeration may have.
// How: the description of each shape beside the JSON of a value of it, and beside the model's enumerations.
#include "cpsg/shape/describer.h"

#include <set>

#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

std::vector<ShapeDescription> all_shapes() {
  return {project_description(),      branch_description(),   commit_description(),
          contributor_description(),  activity_description(), day_description(),
          pull_request_description(), batch_description(),    batch_project_description()};
}

// `{"a":,"b":{"c":}}`: the names in JSON, without the values.
std::string names_of(const std::vector<MemberDescription>& members) {
  std::string out = "{";
  for (const MemberDescription& each : members) {
    if (out.size() > 1) out += ',';
    out += "\"" + each.name + "\":";
    if (each.type == MemberType::kObject) out += names_of(each.members);
  }
  return out + "}";
}

// The same of JSON whose texts have no brackets, commas or colons.
std::string names_of(const std::string& json) {
  std::string out;
  int lists = 0;
  bool is_value = false;
  for (const char c : json) {
    if (c == '[') ++lists;
    const bool structural = lists == 0 && (c == '{' || c == '}' || c == ',');
    if (structural) is_value = false;
    if (structural || (lists == 0 && !is_value)) out += c;
    if (lists == 0 && c == ':') is_value = true;
    if (c == ']') --lists;
  }
  return out;
}

void expect_meanings(const std::string& path, const std::vector<MemberDescription>& members) {
  for (const MemberDescription& each : members) {
    EXPECT_FALSE(each.meaning.empty()) << path << "." << each.name;
    EXPECT_EQ(each.nullable, each.meaning.find("null") != std::string::npos) << path << "." << each.name;
    expect_meanings(path + "." + each.name, each.members);
  }
}

const MemberDescription& find(const std::vector<MemberDescription>& members, std::string_view name) {
  for (const MemberDescription& each : members) {
    if (each.name == name) return each;
  }
  throw std::out_of_range(std::string(name));
}

std::set<std::string> values_of(const MemberDescription& member) {
  std::set<std::string> names;
  for (const ValueMeaning& each : member.values) {
    EXPECT_FALSE(each.meaning.empty()) << each.name;
    names.insert(each.name);
  }
  return names;
}

TEST(Describer, EveryMemberHasAMeaningThatSaysWhetherItMayBeNull) {
  for (const ShapeDescription& shape : all_shapes()) {
    EXPECT_FALSE(shape.meaning.empty()) << shape.name;
    EXPECT_FALSE(shape.members.empty()) << shape.name;
    expect_meanings(shape.name, shape.members);
  }
}

TEST(Describer, NamesWhatJsonHas) {
  EXPECT_EQ(names_of(project_description().members), names_of(json(ProjectView{model::Project(), {}})));
  EXPECT_EQ(names_of(branch_description().members), names_of(json(BranchView{model::Branch(), {}})));
  EXPECT_EQ(names_of(commit_description().members), names_of(json(model::Commit())));
  EXPECT_EQ(names_of(contributor_description().members), names_of(json(model::Contributor())));
  EXPECT_EQ(names_of(pull_request_description().members), names_of(json(model::PullRequest())));
  EXPECT_EQ(names_of(batch_project_description().members), names_of(json(model::BatchItem())));
}

TEST(Describer, ListsAllTextsOfAnEnumeration) {
  const ShapeDescription project = project_description();
  const auto& status = find(project.members, "status").members;
  std::set<std::string> states;
  for (const model::SyncState state : model::kSyncStates) states.insert(std::string(model::name(state)));
  EXPECT_EQ(values_of(find(status, "state")), states);
  std::set<std::string> codes;
  for (const ErrorTraits& each : all_error_traits()) codes.insert(std::string(each.name));
  EXPECT_EQ(values_of(find(status, "code")), codes);
  for (const std::string& state : values_of(find(pull_request_description().members, "state"))) {
    EXPECT_TRUE(model::pull_state_from_name(state)) << state;
  }
  for (const std::string& state : values_of(find(batch_description().members, "state"))) {
    EXPECT_TRUE(model::batch_state_from_name(state)) << state;
  }
  for (const std::string& state : values_of(find(batch_project_description().members, "state"))) {
    EXPECT_TRUE(model::batch_item_state_from_name(state)) << state;
  }
  model::Commit commit;
  using enum model::Altered;
  commit.altered = kEncoding | kDate | kZone | kMessage;
  const std::string all = json(commit);
  for (const std::string& each : values_of(find(commit_description().members, "altered"))) {
    EXPECT_NE(all.find('"' + each + '"'), std::string::npos) << each;
  }
}

TEST(Describer, WritesJsonSchema) {
  std::vector<MemberDescription> members;
  Describer describer(members);
  describer.text("oid", "", {"a commit", TextForm::kOid});
  describer.or_null();
  describer.number("lines", 0, "lines; null until known");
  describer.begin("base", "where it goes");
  describer.list("labels", {}, "its labels");
  describer.end();
  EXPECT_EQ(json_schema(members),
            R"({"type":"object","properties":{)"
            R"("oid":{"type":"string","pattern":"^[0-9a-f]{40}$","description":"a commit"},)"
            R"("lines":{"type":["integer","null"],"format":"int64","description":"lines; null until known"},)"
            R"("base":{"type":"object","properties":{)"
            R"("labels":{"type":"array","items":{"type":"string"},"description":"its labels"}},)"
            R"("required":["labels"],"additionalProperties":false,"description":"where it goes"}},)"
            R"("required":["oid","lines","base"],"additionalProperties":false})");
}

}  // namespace
}  // namespace cpsg::shape
