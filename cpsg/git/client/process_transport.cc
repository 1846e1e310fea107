#include "cpsg/git/client/process_transport.h"

#include <cstdlib>
#include <system_error>

#include "cpsg/base/error.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/git/client/child_process.h"
#include "cpsg/git/protocol/remote_text.h"

namespace cpsg::git::client {
namespace {

// Little is handed down: the variables of this process may hold tokens, and git's own would lead it elsewhere.
std::vector<std::string> environment_for_git() {
  std::vector<std::string> result;
  for (const char* name : {"PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "LD_LIBRARY_PATH", "GIT_EXEC_PATH"}) {
    if (const char* value = std::getenv(name)) result.push_back(std::string(name) + '=' + value);
  }
  result.insert(result.end(), {
                                  "LC_ALL=C",
                                  "GIT_PROTOCOL=version=2",
                                  "GIT_NO_LAZY_FETCH=1",  // a partial clone must not fetch what it lacks
                                  "GIT_CONFIG_COUNT=2",
                                  "GIT_CONFIG_KEY_0=uploadpack.allowFilter",
                                  "GIT_CONFIG_VALUE_0=true",
                                  // Whoever names a path wants to read it, be it another user's: upload-pack runs none
                                  // of the repository's hooks.
                                  "GIT_CONFIG_KEY_1=safe.directory",
                                  "GIT_CONFIG_VALUE_1=*",
                              });
  return result;
}

}  // namespace

std::string path_of_file_url(std::string_view url) {
  constexpr std::string_view kLocalHost = "localhost/";
  if (!url.starts_with(kFileScheme)) throw Error(ErrorCode::kUrlInvalid, "not a file:// URL");
  url.remove_prefix(kFileScheme.size());
  if (url.starts_with(kLocalHost)) url.remove_prefix(kLocalHost.size() - 1);
  std::string path = percent_decode_leniently(url);
  // An absolute path can't be taken for an option either.
  if (!path.starts_with('/') || path.find('\0') != std::string::npos) {
    throw Error(ErrorCode::kUrlInvalid, "a file:// URL needs an absolute path: file:///path/to/repository");
  }
  return path;
}

ProcessTransport::ProcessTransport(const RemoteOptions& options)
    : url_(options.url),
      path_(path_of_file_url(options.url)),
      stall_timeout_(options.http.stall_timeout),
      cancelled_(options.http.cancelled) {}

void ProcessTransport::run(const std::vector<std::string>& arguments, std::string_view request, const BodySink& sink) {
  std::error_code none;
  if (!std::filesystem::exists(path_, none)) {
    throw Error(ErrorCode::kNotFound, path_ + " does not exist; check the path");
  }
  ++traffic_.requests;
  const auto counted = [&](Bytes bytes) {
    traffic_.received_bytes += bytes.size();
    sink(bytes);
  };
  ChildProcess::Ended ended;
  try {
    ChildProcess git(arguments, environment_for_git());
    ended = git.communicate(request, counted, {stall_timeout_, cancelled_});
  } catch (const std::system_error& e) {
    if (e.code() != std::errc::no_such_file_or_directory) throw;
    throw Error(ErrorCode::kUnsupportedRemote, "file:// repositories are read through git, which is not installed");
  }
  if (ended.success) return;
  if (ended.last_error_line.find("does not appear to be a git repository") != std::string::npos) {
    throw Error(ErrorCode::kNotFound, path_ + " is not a git repository");
  }
  const protocol::RemoteRefusal said = protocol::remote_failure(ended.last_error_line);
  throw protocol::RemoteRefusal({ErrorCode::kRemoteError, path_ + ": git upload-pack failed: " +
                                                              protocol::clean_remote_text(ended.last_error_line)},
                                said.hint(), said.refused_want());
}

void ProcessTransport::discover(const BodySink& sink) {
  run({"git", "upload-pack", "--stateless-rpc", "--advertise-refs", path_}, {}, sink);
}

Transport::Reply ProcessTransport::command(const std::string& request, const BodySink& sink) {
  run({"git", "upload-pack", "--stateless-rpc", path_}, request, sink);
  return Reply::kAnswered;
}

}  // namespace cpsg::git::client
