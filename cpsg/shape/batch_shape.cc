// A batch with its progress, and a project of it.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

std::vector<ValueMeaning> batch_states() {
  return {{"running", "its projects are handed out"},
          {"paused", "none is handed out until it is resumed; those that run go on"},
          {"cancelled", "for good"},
          {"finished", "none is pending or running; a retry of the failed ones makes it run again"}};
}

std::vector<ValueMeaning> batch_item_states() {
  return {{"pending", "not handed out yet"},
          {"running", "due for the workers"},
          {"done", "synced since it was handed out"},
          {"failed", "its sync failed in a way that a retry does not help, or too often; or it was removed"}};
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::Batch& batch) {
  out.text("id", batch.id, "the batch's own id, opaque");
  out.text("name", batch.name, "what people call it");
  out.text("state", model::name(batch.state), {"whether its projects are handed out", &batch_states});
  member(out, "created_at", batch.created_at, "when it was created");
  member(out, "updated_at", batch.updated_at, "when it, or one of its projects in it, last changed");
  out.begin("progress", "how many of its projects are in which state");
  out.number("total", batch.total, "all of them");
  out.number("pending", batch.pending, "not handed out yet");
  out.number("running", batch.running, "handed out");
  out.number("done", batch.done, "synced since");
  out.number("failed", batch.failed, "given up");
  out.end();
}

template <typename Writer>
void describe(Writer& out, const model::BatchItem& item) {
  member(out, "full_name", item.full_name.empty() ? std::nullopt : std::optional(item.full_name),
         "`owner/name`; null once the project is removed");
  out.text("state", model::name(item.state), {"how far the batch is with it", &batch_item_states});
  member(out, "released_at", item.released_at, "when it was last handed out; null until then");
  member(out, "code", item.code, "why it failed; null where it did not");
}

void append_json(std::string& out, const model::Batch& batch) { write<JsonObject>(out, batch); }
void append_json(std::string& out, const model::BatchItem& item) { write<JsonObject>(out, item); }

ShapeDescription batch_description() {
  return description_of("batch", "a list of projects that are brought in, a few at a time", model::Batch());
}
ShapeDescription batch_project_description() {
  return description_of("batch_project", "a project of a batch", model::BatchItem());
}

}  // namespace cpsg::shape
