#include "cpsg/storage/sqlite/generations.h"

#include <algorithm>
#include <cassert>

#include "cpsg/storage/sqlite/branches.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/rewriting.h"
#include "cpsg/storage/sqlite/rollups.h"
#include "cpsg/storage/sqlite/statistics.h"

namespace cpsg::storage::sqlite {
namespace {

CommitSets read_bitmaps(Connection& connection, const Bounds& bounds) {
  Query query(connection, "SELECT live, on_default FROM bitmaps WHERE project_no = ?");
  if (!query.bind(bounds.project_no).step()) return {};
  return {.live = model::SharedBitmap(model::Bitmap::from_bytes(query.blob(0), bounds.rows)),
          .on_default = model::SharedBitmap(model::Bitmap::from_bytes(query.blob(1), bounds.rows))};
}

void write_bitmaps(Connection& connection, ProjectNo project_no, const Publication& publication) {
  const auto live = publication.live.to_bytes();
  const auto on_default = publication.on_default.to_bytes();
  Query(connection, "INSERT OR REPLACE INTO bitmaps VALUES (?, ?, ?)")
      .bind(project_no, Blob{live}, Blob{on_default})
      .run();
}

constexpr std::size_t kOddObjectBytes = model::Oid::kSizeBytes + 1;

std::vector<OddObject> decode_odd_objects(std::span<const std::uint8_t> bytes) {
  std::vector<OddObject> objects;
  for (; bytes.size() >= kOddObjectBytes; bytes = bytes.subspan(kOddObjectBytes)) {
    OddObject& object = objects.emplace_back();
    std::copy_n(bytes.begin(), model::Oid::kSizeBytes, object.oid.bytes.begin());
    object.kind = static_cast<model::RefOddity>(bytes[model::Oid::kSizeBytes]);
  }
  return objects;
}

std::vector<std::uint8_t> encode_odd_objects(const std::vector<OddObject>& objects) {
  std::vector<std::uint8_t> bytes;
  for (const OddObject& object : objects) {
    bytes.insert(bytes.end(), object.oid.bytes.begin(), object.oid.bytes.end());
    bytes.push_back(static_cast<std::uint8_t>(object.kind));
  }
  return bytes;
}

std::optional<RemoteState> read_remote(Connection& connection, ProjectNo project_no) {
  Query query(connection,
              "SELECT configured_url, base_url, capabilities, odd_objects FROM remotes WHERE project_no = ?");
  if (!query.bind(project_no).step()) return std::nullopt;
  return RemoteState{.configured_url = std::string(query.text(0)),
                     .base_url = std::string(query.text(1)),
                     .capabilities = std::string(query.text(2)),
                     .odd_objects = decode_odd_objects(query.blob(3))};
}

void write_remote(Connection& connection, ProjectNo project_no, const std::optional<RemoteState>& remote) {
  if (!remote) {
    Query(connection, "DELETE FROM remotes WHERE project_no = ?").bind(project_no).run();
    return;
  }
  const std::vector<std::uint8_t> odd_objects = encode_odd_objects(remote->odd_objects);
  Query(connection, "INSERT OR REPLACE INTO remotes VALUES (?, ?, ?, ?, ?)")
      .bind(project_no, remote->configured_url, remote->base_url, remote->capabilities, Blob{odd_objects})
      .run();
}

void write_chunks(Connection& connection, ProjectNo history_no, const std::vector<GraphChunk>& chunks) {
  if (chunks.empty()) return;
  Query(connection, "DELETE FROM graph_chunks WHERE key >= ? AND key < ?")
      .bind(row_key(history_no, chunks.front().first_node), end_key(history_no))
      .run();
  Query insert(connection, "INSERT INTO graph_chunks VALUES (?, ?, ?)");
  for (const GraphChunk& chunk : chunks) {
    insert.bind(row_key(history_no, chunk.first_node), chunk.nodes, Blob{chunk.bytes}).run();
  }
}

std::uint32_t count_chunks(Connection& connection, ProjectNo history_no) {
  Query query(connection, "SELECT count(*) FROM graph_chunks WHERE key >= ? AND key < ?");
  query.bind(row_key(history_no, 0), end_key(history_no)).step();
  return static_cast<std::uint32_t>(query.integer(0));
}

void write_reachability(Connection& connection, ProjectNo history_no, const Publication& publication) {
  Query remove(connection, "DELETE FROM unreachable WHERE key = ?");
  for (const std::uint32_t row : publication.reachable_again) remove.bind(row_key(history_no, row)).run();
  Query insert(connection, "INSERT OR REPLACE INTO unreachable VALUES (?, ?)");
  for (const std::uint32_t row : publication.newly_unreachable) {
    insert.bind(row_key(history_no, row), publication.now).run();
  }
}

void write_next_sync(Connection& connection, ProjectNo project_no, std::optional<UnixTime> next_sync_at) {
  Query(connection, "UPDATE projects SET next_sync_at = ?2 WHERE project_no = ?1").bind(project_no, next_sync_at).run();
}

}  // namespace

PublishedState published_state(Connection& connection, std::string_view project_id) {
  const Bounds bounds = find_bounds(connection, project_id);
  PublishedState state;
  state.generation = bounds.generation;
  state.rows = bounds.rows;
  state.people = bounds.people;
  if (bounds.generation == 0) return state;
  const CommitSets sets = read_bitmaps(connection, bounds);
  state.live = sets.live;
  state.on_default = sets.on_default;
  LiveBranches live = live_branches(connection, bounds.project_no);
  state.branches = std::move(live.branches);
  state.tip_nodes = std::move(live.tip_nodes);
  state.graph_chunks = count_chunks(connection, bounds.history_no);
  state.counts = get_project(connection, project_id).counts.value();
  state.remote = read_remote(connection, bounds.project_no);
  state.policy = read_policy(connection, bounds.project_no);
  return state;
}

CommitView commit_view(Connection& connection, std::string_view project_id, KeptHistory& kept) {
  const Bounds bounds = find_bounds(connection, project_id);
  std::optional<CommitSets> sets = kept.sets(bounds);
  if (!sets) {
    sets = read_bitmaps(connection, bounds);
    kept.keep_sets(bounds, *sets);
  }
  return {.project_id = std::string(project_id),
          .incarnation = static_cast<std::uint64_t>(bounds.project_no),
          .generation = bounds.generation,
          .rows = bounds.rows,
          .live = std::move(sets->live),
          .on_default = std::move(sets->on_default)};
}

std::uint64_t read_graph(Connection& connection, std::string_view project_id, const HistoryReader::ChunkSink& sink) {
  const Bounds bounds = find_bounds(connection, project_id);
  Query query(connection, "SELECT key, nodes, bytes FROM graph_chunks WHERE key >= ? AND key < ? ORDER BY key");
  query.bind(row_key(bounds.history_no, 0), end_key(bounds.history_no));
  while (query.step()) {
    sink({.first_node = number_of(query.integer(0)),
          .nodes = static_cast<std::uint32_t>(query.integer(1)),
          .bytes = query.blob(2)});
  }
  return bounds.generation;
}

void publish(Connection& connection, const Bounds& before, const Publication& publication) {
  assert(publication.rows >= before.rows && "published rows stay");
  assert((publication.people >= before.people || before.rewritten_no != 0) && "published people stay");
  assert(publication.live.size() <= publication.rows && publication.on_default.size() <= publication.rows);
  const ProjectNo project_no = before.project_no;
  const ProjectNo history_no = before.rewritten_no != 0 ? take_copy(connection, before) : before.history_no;
  write_bitmaps(connection, project_no, publication);
  write_chunks(connection, history_no, publication.chunks);
  write_reachability(connection, history_no, publication);
  write_branches(connection, project_no, publication);
  write_activity(connection, history_no, publication.activity);
  if (publication.contributors_gone) {
    change_contributors(connection, history_no, publication.contributors, *publication.contributors_gone);
  } else {
    write_contributors(connection, history_no, publication.contributors);
  }
  write_policy(connection, project_no, publication.policy);
  write_remote(connection, project_no, publication.remote);
  write_publication(connection,
                    {.project_no = project_no,
                     .generation = before.generation + 1,
                     .rows = publication.rows,
                     .people = publication.people},
                    publication.counts);
  update_snapshot_counts(connection, project_no, publication.now);
  write_success(connection, project_no, publication.now);
  write_next_sync(connection, project_no, publication.next_sync_at);
}

}  // namespace cpsg::storage::sqlite
