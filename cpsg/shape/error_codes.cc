// The codes of errors, for the shapes that have some.
#include "cpsg/base/error_meaning.h"
#include "cpsg/shape/describe.h"

namespace cpsg::shape {

std::vector<ValueMeaning> error_codes() {
  std::vector<ValueMeaning> codes;
  for (const ErrorTraits& each : all_error_traits()) {
    codes.push_back({std::string(each.name), std::string(error_meaning(each.code))});
  }
  return codes;
}

}  // namespace cpsg::shape
