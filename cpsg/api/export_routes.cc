// Exports as they are asked for over HTTP: the bytes of `cpsg export`, made piece by piece while they are sent.
#include <fmt/format.h>

#include <utility>

#include "cpsg/api/answer.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/export.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/stream_answer.h"

namespace cpsg::api {
namespace {

class ExportStream final : public StreamedAnswer {
 public:
  ExportStream(const Context& context, ExportRequest request, const access::Caller& caller)
      : StreamedAnswer(context, caller), reader_(context.stores, std::move(request), context.options.clock()) {}

 protected:
  std::string next_piece() override { return reader_.next(); }

 private:
  ExportReader reader_;
};

ExportFormat format_of(const Query& query) {
  return export_format_from_name(query.text("format").value_or("ndjson")).value();
}

http::Response export_answer(const Context& context, const access::Caller& caller, ExportRequest request,
                             std::string_view what) {
  const bool is_csv = request.format == ExportFormat::kCsv;
  return stream_answer(std::make_shared<ExportStream>(context, std::move(request), caller),
                       is_csv ? kCsvType : kNdjsonType, what, is_csv ? "csv" : "ndjson");
}

}  // namespace

// The tag is that of the state before the first piece. Where something else is exported, the next request's tag
// differs.
http::Response export_project(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& query = call.target.query;
  const std::string kind = query.text("kind").value_or("commits");
  ExportRequest request{.kind = export_kind_from_name(kind).value(),
                        .format = format_of(query),
                        .full_name = fmt::format("{}/{}", project.owner, project.name),
                        .include_unreachable = query.boolean("unreachable"),
                        .sees_private = call.caller.sees_private};
  if (request.include_unreachable && request.kind != ExportKind::kCommits) {
    throw invalid("unreachable", "unreachable goes with kind=commits alone");
  }
  std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  const std::string what = fmt::format("{}-{}-{}", project.owner, project.name, kind);
  http::Response response = export_answer(context, call.caller, std::move(request), what);
  response.headers.push_back({"ETag", std::move(etag)});
  return response;
}

http::Response export_projects(const Context& context, const Call& call) {
  ExportRequest request{.kind = ExportKind::kProjects,
                        .format = format_of(call.target.query),
                        .git_url = context.options.git_url,
                        .sees_private = call.caller.sees_private};
  return export_answer(context, call.caller, std::move(request), "projects");
}

}  // namespace cpsg::api
