// A batch with its progress, and a project of it.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const model::Batch& batch) {
  out.text("id", batch.id);
  out.text("name", batch.name);
  out.text("state", model::name(batch.state));
  member(out, "created_at", batch.created_at);
  member(out, "updated_at", batch.updated_at);
  out.begin("progress");
  out.number("total", batch.total);
  out.number("pending", batch.pending);
  out.number("running", batch.running);
  out.number("done", batch.done);
  out.number("failed", batch.failed);
  out.end();
}

template <typename Writer>
void describe(Writer& out, const model::BatchItem& item) {
  member(out, "full_name", item.full_name.empty() ? std::nullopt : std::optional(item.full_name));
  out.text("state", model::name(item.state));
  member(out, "released_at", item.released_at);
  member(out, "code", item.code);
}

void append_json(std::string& out, const model::Batch& batch) { write<JsonObject>(out, batch); }
void append_json(std::string& out, const model::BatchItem& item) { write<JsonObject>(out, item); }

}  // namespace cpsg::shape
