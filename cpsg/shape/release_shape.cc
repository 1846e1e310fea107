// A release.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const model::Release& release) {
  member(out, "name", release.name, "as its publisher wrote it; null where it has none");
  out.text("tag", release.tag, "the tag that it is of");
  member(out, "published_at", release.published_at, "when it was published");
  out.boolean("prerelease", release.prerelease, "whether its publisher says that it is not ready for all");
}

void append_json(std::string& out, const model::Release& release) { write<JsonObject>(out, release); }

ShapeDescription release_description() {
  return description_of("release", "a published release; drafts are none", model::Release());
}

}  // namespace cpsg::shape
