// `cpsg serve`: the API, and the worker that keeps projects up to date. Built in the order of dependence, taken down in
// reverse.
#include <malloc.h>

#include "cpsg/api/api.h"
#include "cpsg/base/log.h"
#include "cpsg/http/server.h"
#include "cpsg/server/command.h"
#include "cpsg/server/output.h"
#include "cpsg/sync/privacy.h"
#include "cpsg/sync/worker.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kMostForms = 2;

// What the store may have of a person whom a client names by `text`.
std::vector<std::string> stored_forms(const sync::Privacy& privacy, std::string_view text) {
  std::vector<std::string> forms;
  forms.reserve(kMostForms);
  forms.emplace_back(text);
  const bool address = text.find('@') != std::string_view::npos;
  if (address && privacy.emails == sync::EmailPrivacy::kHash)
    forms.push_back(sync::hash_email(privacy.email_key, text));
  return forms;
}

// Large blocks of their own, whatever was freed before: glibc would otherwise come to keep them in the heaps of the
// worker threads, which it never gives back.
void keep_large_blocks_apart() {
  constexpr int kLargeBytes = 256 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
}

// A sync takes memory that an idle server has no use for.
void give_back_memory(storage::Store& store) {
  store.release_memory();
  malloc_trim(0);
}

}  // namespace

int run_serve(const CommandContext& context) {
  const Config& config = context.config();
  keep_large_blocks_apart();
  const std::unique_ptr<storage::Store> store = open_store(config);
  sync::Worker worker(*store, sync_settings(config), context.clock,
                      {.parallel = config.sync_parallel, .on_idle = [&] { give_back_memory(*store); }});
  api::Api api(*store, {.git_url = config.github_git_url,
                        .clock = context.clock,
                        .on_added = [&](std::string_view) { worker.wake(); },
                        .stored_forms = [&](std::string_view text) { return stored_forms(config.privacy, text); }});
  http::Server server(
      {.listen = config.server_listen, .clock = context.clock, .on_quiet = [&] { give_back_memory(*store); }},
      [&](const http::IncomingRequest& request) { return api.handle(request); });
  server.start();
  worker.start();  // not before the address is ours: a second server would begin syncs only to drop them
  print_result("listening on http://{}\n", server.address());
  flush_results();

  context.signals.wait();
  log::info("stopping: finishing the requests under way");
  server.stop();
  return traits(ErrorCode::kCancelled).exit_code;
}

}  // namespace cpsg::server
