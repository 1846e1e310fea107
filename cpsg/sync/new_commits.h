// The two ways from what a push brought to a publication: from the new commits alone, and from the whole graph.
//
//   NewCommits came = fetch_beyond_tips(task, before, refs, remote);
//   if (!came.fetch) ...  // fetch with the stored graph at hand (fetch_history.h)
//   publish(came.publication ? *came.publication : publication_of_all(task, before, refs, *came.fetch));
//
// Threads: plain functions. Throws Error, of git or the store.
#pragma once

#include <memory>
#include <optional>

#include "cpsg/git/client/remote_repository.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/fetch_history.h"
#include "cpsg/sync/history_task.h"

namespace cpsg::sync {

struct NewCommits {
  std::unique_ptr<HistoryFetch> fetch;
  std::optional<storage::Publication> publication;  // where the new commits alone tell it (fast_forward.h)
};

// Where may_be_fast_forward(), asks for what is on top of the published tips, as most pushes are, and reads the stored
// graph only when that turns out to be needed. Without a fetch where the remote has to be asked in another way: then
// nothing stays staged. The references outlive the fetch.
[[nodiscard]] NewCommits fetch_beyond_tips(const HistoryTask& task, const storage::PublishedState& before,
                                           const git::protocol::RefListing& refs,
                                           git::client::RemoteRepository& remote);

// All of the publication but `remote`, `policy` and `next_sync_at`, counted from the graph that the fetch has read,
// with what it brought.
[[nodiscard]] storage::Publication publication_of_all(const HistoryTask& task, const storage::PublishedState& before,
                                                      const git::protocol::RefListing& refs, HistoryFetch& fetched);

}  // namespace cpsg::sync
