// `cpsg show`, `list` and `export`: what is stored, as text for people or in the API's forms.
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>

#include "cpsg/api/export.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/find_stored_project.h"
#include "cpsg/server/home_path.h"
#include "cpsg/server/output.h"
#include "cpsg/server/project_table.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kPage = 500;

// A file that is written under a temporary name and renamed to its own when it is complete. A device or a pipe cannot
// be renamed into place, and is written directly.
class OutputFile {
 public:
  explicit OutputFile(std::filesystem::path path) : path_(std::move(path)) {
    std::error_code ignored;
    if (auto target = std::filesystem::canonical(path_, ignored); !ignored)
      path_ = std::move(target);  // a link keeps pointing to it
    unfinished_ = path_;
    const bool in_place = std::filesystem::is_other(path_, ignored);
    if (!in_place) {
      unfinished_ += fmt::format(".{}.tmp", getpid());
      std::filesystem::remove(unfinished_, ignored);  // left by a killed process with our process id
    }
    file_ = std::fopen(unfinished_.c_str(), in_place ? "wb" : "wbx");
    if (file_ == nullptr)
      throw Error(ErrorCode::kOutputFailed,
                  fmt::format("cannot create {}: {}", unfinished_.string(), std::strerror(errno)));
  }
  ~OutputFile() {
    if (file_ == nullptr) return;
    std::fclose(file_);
    std::error_code ignored;
    if (unfinished_ != path_) std::filesystem::remove(unfinished_, ignored);
  }
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes) { write_all(file_, bytes, path_.string()); }
  void finish() {
    // fsync() of a device or a pipe fails with EINVAL.
    const bool written = std::fflush(file_) == 0 && (fsync(fileno(file_)) == 0 || errno == EINVAL) &&
                         (unfinished_ == path_ || std::rename(unfinished_.c_str(), path_.c_str()) == 0);
    if (!written)
      throw Error(ErrorCode::kOutputFailed, fmt::format("cannot write {}: {}", path_.string(), std::strerror(errno)));
    std::fclose(std::exchange(file_, nullptr));
  }

 private:
  std::filesystem::path path_;
  std::filesystem::path unfinished_;
  std::FILE* file_ = nullptr;
};

template <typename T>
std::string or_unknown(const std::optional<T>& value) {
  return value ? fmt::format("{}", *value) : std::string(kUnknown);
}

void print_line(std::string_view label, const std::string& value) {
  print_result("{:<16} {}\n", label, printable(value));
}

void print_statistics(const model::Statistics& statistics) {
  const auto line = print_line;
  if (statistics.description) line("description", *statistics.description);
  line("stars", or_unknown(statistics.stars));
  line("forks", or_unknown(statistics.forks));
  line("issues",
       fmt::format("{} open, {} closed", or_unknown(statistics.open_issues), or_unknown(statistics.closed_issues)));
  const model::PullCounts& pulls = statistics.pulls;
  line("pull requests", fmt::format("{} open, {} merged, {} closed", or_unknown(pulls.open), or_unknown(pulls.merged),
                                    or_unknown(pulls.closed)));
  line("language", or_unknown(statistics.language));
  line("licence", or_unknown(statistics.license));
  line("pushed", time_text(statistics.pushed_at));
  if (statistics.archived.value_or(false)) line("note", "the repository is archived");
}

void print_project(const model::Project& project, UnixTime now) {
  const auto line = print_line;
  line("project", project.full_name());
  if (!project.source_url.empty()) line("source", project.source_url);
  line("state", std::string(state_text(project, now)));
  std::optional<std::string> reason = project.status.reason;
  if (!reason && project.counts) reason = shape::remark(*project.counts);
  if (reason) line("reason", *reason);
  line("last synced", time_text(project.status.last_synced_at));
  line("next sync", time_text(project.status.next_sync_at));
  if (!project.renamed_from.empty()) line("renamed from", fmt::format("{}", fmt::join(project.renamed_from, ", ")));
  if (project.statistics) print_statistics(*project.statistics);
  if (!project.counts) return;
  const model::ProjectCounts& counts = *project.counts;
  line("default branch", or_unknown(counts.default_branch));
  line("commits", fmt::format("{} on the default branch, {} on all", counts.commits, counts.commits_all));
  line("branches", std::to_string(counts.branches));
  line("contributors", std::to_string(counts.contributors));
  if (counts.empty) line("note", "the repository is empty");
}

std::string project_json(const model::Project& project, const CommandContext& context) {
  std::string json;
  shape::append_json(json, shape::ProjectView{project, context.clock.unix_time(), context.config().github_git_url});
  return json;
}

bool is_listed(const model::Project& project, const ListArguments& arguments, UnixTime now) {
  return (!arguments.state || state_text(project, now) == *arguments.state) &&
         (!arguments.owner || equal_ignoring_case(project.owner, *arguments.owner));
}

}  // namespace

int run(const CommandContext& context, const ShowArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  const model::Project found = find_stored_project(store.ports.projects, context.config(), arguments.project);
  if (arguments.json) {
    print_result("{}\n", project_json(found, context));
  } else {
    print_project(found, context.clock.unix_time());
  }
  return 0;
}

int run(const CommandContext& context, const ListArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  if (!store_exists(context.config())) {
    print_message("there is no database yet; cpsg sync owner/name makes it\n");
  }
  if (!arguments.json) print_result("{}", project_table_header());
  for (std::string after;;) {
    const std::vector<model::Project> page = store.ports.projects.list_projects(after, kPage);
    for (const model::Project& project : page) {
      const UnixTime now = context.clock.unix_time();
      if (!is_listed(project, arguments, now)) continue;
      if (arguments.json) {
        print_result("{}\n", project_json(project, context));
      } else {
        print_result("{}", project_table_line(project, now));
      }
    }
    if (page.size() < kPage) return 0;
    after = page.back().full_name();
  }
}

int run(const CommandContext& context, const ExportArguments& arguments) {
  const OpenedStore store = open_store_for_reading(context.config());
  std::optional<std::string> full_name;
  if (arguments.project)
    full_name = find_stored_project(store.ports.projects, context.config(), *arguments.project).full_name();
  // The command line takes no other words for these two.
  const api::ExportRequest request{.kind = api::export_kind_from_name(arguments.what).value(),
                                   .format = api::export_format_from_name(arguments.format).value(),
                                   .full_name = full_name,
                                   .include_unreachable = arguments.unreachable,
                                   .git_url = context.config().github_git_url};
  const auto stop_if_asked = [&] {
    if (context.signals.stopped()) throw Error(ErrorCode::kCancelled, "stopped");
  };
  if (!arguments.output || arguments.output == "-") {
    api::run_export(store.ports, request, context.clock.unix_time(), [&](std::string_view bytes) {
      stop_if_asked();
      write_result(bytes);
    });
    return 0;
  }
  OutputFile file(expand_home(*arguments.output, context.loaded.home));
  api::run_export(store.ports, request, context.clock.unix_time(), [&](std::string_view bytes) {
    stop_if_asked();
    file.write(bytes);
  });
  file.finish();
  return 0;
}

}  // namespace cpsg::server
