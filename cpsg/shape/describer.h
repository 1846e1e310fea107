// The writer beside JSON: instead of values it keeps what each member is and means, so that the document of the API
// says what the answers are.
//
//   ShapeDescription shape{"branch", "a branch", {}};
//   Describer describer(shape.members);
//   describe(describer, BranchView{model::Branch(), {}});  // whose values do not matter
//   json_schema(shape.members);                            // {"type":"object","properties":{...},...}
//
// Pure; a Describer is used by one thread, and its list outlives it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/oid.h"
#include "cpsg/model/statistics.h"
#include "cpsg/shape/meaning.h"

namespace cpsg::shape {

enum class MemberType : std::uint8_t {
  kText,
  kInteger,
  kFraction,
  kBoolean,
  kObject,
  kTextList,
  kObjectList,
  kValueList
};

struct MemberDescription {
  std::string name;
  MemberType type = MemberType::kText;
  bool nullable = false;
  std::string meaning;
  TextForm form = TextForm::kPlain;
  std::vector<ValueMeaning> values;        // of an enumeration
  std::vector<MemberDescription> members;  // of an object, or of each object of a list; the value of a kValueList
  bool may_be_absent = false;              // where the client did not ask for it
};

struct ShapeDescription {
  std::string name;
  std::string meaning;
  std::vector<MemberDescription> members;  // in this order; all of them are there, but for may_be_absent
};

class Describer {
 public:
  explicit Describer(std::vector<MemberDescription>& out) : open_{&out} {}

  // The next member may be null.
  void or_null() { nullable_ = true; }

  void begin(std::string_view name, const Meaning& meaning = {}) {
    open_.push_back(&add(name, MemberType::kObject, meaning).members);
  }
  void end() { open_.pop_back(); }
  void text(std::string_view name, std::string_view /*value*/, const Meaning& meaning = {}) {
    add(name, MemberType::kText, meaning);
  }
  void number(std::string_view name, std::int64_t /*value*/, const Meaning& meaning = {}) {
    add(name, MemberType::kInteger, meaning);
  }
  void fraction(std::string_view name, double /*value*/, const Meaning& meaning = {}) {
    add(name, MemberType::kFraction, meaning);
  }
  void boolean(std::string_view name, bool /*value*/, const Meaning& meaning = {}) {
    add(name, MemberType::kBoolean, meaning);
  }
  void list(std::string_view name, const std::vector<std::string>& /*values*/, const Meaning& meaning = {}) {
    add(name, MemberType::kTextList, meaning);
  }
  void oid(std::string_view name, const model::Oid& /*value*/, Meaning meaning = {}) {
    meaning.form = TextForm::kOid;
    add(name, MemberType::kText, meaning);
  }
  void oids(std::string_view name, const std::vector<model::Oid>& /*values*/, Meaning meaning = {}) {
    meaning.form = TextForm::kOid;
    add(name, MemberType::kTextList, meaning);
  }
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& values, const Meaning& meaning = {});
  template <typename View>
  void objects(std::string_view name, const std::vector<View>& /*values*/, const Meaning& meaning = {}) {
    Describer each(add(name, MemberType::kObjectList, meaning).members);
    describe(each, View());
  }

 private:
  MemberDescription& add(std::string_view name, MemberType type, const Meaning& meaning);

  std::vector<std::vector<MemberDescription>*> open_;  // the innermost object last
  bool nullable_ = false;
};

// What describe() says of views like this one, whose values do not matter.
template <typename View>
[[nodiscard]] ShapeDescription description_of(std::string name, std::string meaning, const View& view) {
  ShapeDescription shape{std::move(name), std::move(meaning), {}};
  Describer describer(shape.members);
  describe(describer, view);
  return shape;
}

// The JSON Schema (2020-12, which OpenAPI 3.1 uses) of an object with these members: all there, no others.
[[nodiscard]] std::string json_schema(const std::vector<MemberDescription>& members);

}  // namespace cpsg::shape
