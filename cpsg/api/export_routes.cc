// Exports as they are asked for over HTTP: the bytes of `cpsg export`, made piece by piece while they are sent.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cpsg/api/answer.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/export.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::api {
namespace {

constexpr std::chrono::seconds kRetryAfter{5};

// One of the exports that there may be at once.
class ExportPlace {
 public:
  explicit ExportPlace(std::atomic<std::size_t>& taken) : taken_(taken) {
    if (taken_.fetch_add(1) < limits::kExportsMax) return;
    taken_.fetch_sub(1);
    throw Error(ErrorCode::kOverloaded, "too many exports are under way; try again", kRetryAfter);
  }
  ~ExportPlace() { taken_.fetch_sub(1); }
  ExportPlace(const ExportPlace&) = delete;
  ExportPlace& operator=(const ExportPlace&) = delete;

 private:
  std::atomic<std::size_t>& taken_;
};

class ExportSource final : public http::BodySource {
 public:
  ExportSource(const Context& context, ExportRequest request, const access::Caller& caller)
      : place_(context.exports),
        context_(context),
        caller_(caller),
        reader_(context.stores, std::move(request), context.options.clock()) {}

  std::string next() override {
    if (!context_.gate.is_still_good(caller_, moment_of(context_.options))) {
      throw Error(ErrorCode::kKeyRefused, "the key that asked for this export has ended");
    }
    return reader_.next();
  }

 private:
  const ExportPlace place_;
  const Context& context_;
  const access::Caller caller_;
  ExportReader reader_;
};

ExportFormat format_of(const Query& query) {
  return export_format_from_name(query.text("format").value_or("ndjson")).value();
}

// Without what a header, a shell or a file system may take for something else.
std::string file_name(std::string_view what, ExportFormat format) {
  std::string name(what);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  std::replace_if(name.begin(), name.end(), [&](char c) { return !is_plain(c); }, '_');
  const bool is_hidden = name.starts_with('.') || name.starts_with('-');
  return fmt::format("{}{}.{}", is_hidden ? "_" : "", name, format == ExportFormat::kCsv ? "csv" : "ndjson");
}

http::Response export_answer(const Context& context, const access::Caller& caller, ExportRequest request,
                             std::string_view what) {
  const std::string_view type = request.format == ExportFormat::kCsv ? kCsvType : kNdjsonType;
  http::Response response;
  response.headers = {
      {"Content-Type", std::string(type)},
      {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", file_name(what, request.format))}};
  response.source = std::make_shared<ExportSource>(context, std::move(request), caller);
  return response;
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
