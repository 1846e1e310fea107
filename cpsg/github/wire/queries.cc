// The queries, and the bodies of their requests.
#include <algorithm>
#include <array>
#include <cassert>
#include <string>

#include "cpsg/base/json_text.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/github/wire/queries.h"
#include "cpsg/github/wire/query_texts.h"

namespace cpsg::github::wire {
namespace {

struct Query {
  QueryKind kind;
  std::string_view operation;
  std::string_view text;
  std::string_view fragment;
  // Requests that GitHub counts: for the query, and for each thing that it asks for.
  std::size_t requests = 0;
  std::size_t requests_each = 0;
};

constexpr std::array<Query, 10> kQueries = {{
    {QueryKind::kProbe, "Probe", query_texts::probe, "", 0, 1},
    {QueryKind::kRepositories, "Repositories", query_texts::repositories, query_texts::repository_fields, 0, 3},
    {QueryKind::kRepositoriesByName, "RepositoriesByName", query_texts::repositories_by_name,
     query_texts::repository_fields, 0, 3},
    {QueryKind::kPulls, "PullRequests", query_texts::pulls, query_texts::pull_fields, 1, 2},
    {QueryKind::kPullHandles, "PullHandles", query_texts::pull_handles, "", 1, 0},
    {QueryKind::kPullsByNumber, "PullsByNumber", query_texts::pulls_by_number, query_texts::pull_fields, 0, 2},
    {QueryKind::kCommits, "CommitFacts", query_texts::commits, "", 0, 0},
    {QueryKind::kAudit, "Audit", query_texts::audit, "", 0, 0},
    {QueryKind::kViewer, "Viewer", query_texts::viewer, "", 0, 0},
    {QueryKind::kReleases, "Releases", query_texts::releases, "", 1, 0},
}};
static_assert([] {
  for (std::size_t i = 0; i < kQueries.size(); ++i) {
    if (kQueries[i].kind != static_cast<QueryKind>(i)) return false;
  }
  return true;
}());

constexpr const Query& query_of(QueryKind kind) { return kQueries[static_cast<std::size_t>(kind)]; }

// `line` is for the first thing, whose number stands as the digit 0.
void append_repeated(std::string& out, std::string_view line, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    for (const char c : line) {
      if (c == '0') {
        out += number;
      } else {
        out += c;
      }
    }
    out += '\n';
  }
}

// Without comments and indentation, and with the lines marked `# repeated` once for each of `count` things.
void append_query(std::string& out, std::string_view text, std::size_t count) {
  constexpr std::string_view kRepeated = "# repeated";
  while (!text.empty()) {
    std::string_view line = trim(take_until(text, '\n'));
    if (line.empty() || line.front() == '#') continue;
    const bool repeated = line.ends_with(kRepeated);
    if (repeated) line = trim(line.substr(0, line.size() - kRepeated.size()));
    if (repeated) {
      append_repeated(out, line, count);
    } else {
      out.append(line) += '\n';
    }
  }
}

// A body, with the variables yet to be appended.
class RequestBody {
 public:
  RequestBody(QueryKind kind, std::size_t count) {
    const Query& query = query_of(kind);
    std::string text;
    append_query(text, query.text, count);
    append_query(text, query.fragment, count);
    body_ = "{\"operationName\":";
    append_json_string(body_, query.operation);
    body_ += ",\"query\":";
    append_json_string(body_, text);
    body_ += ",\"variables\":{";
  }

  RequestBody& text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(body_, value);
    return *this;
  }
  RequestBody& number(std::string_view name, std::size_t value) {
    key(name);
    body_ += std::to_string(value);
    return *this;
  }
  RequestBody& json(std::string_view name, std::string_view value) {
    key(name);
    body_ += value;
    return *this;
  }
  RequestBody& ids(std::span<const std::string> values) {
    key("ids");
    char before = '[';
    for (const std::string& value : values) {
      body_ += before;
      append_json_string(body_, value);
      before = ',';
    }
    body_ += ']';
    return *this;
  }
  std::string finish() && { return std::move(body_) + "}}"; }

 private:
  void key(std::string_view name) {
    if (body_.back() != '{') body_ += ',';
    append_json_string(body_, name);
    body_ += ':';
  }

  std::string body_;
};

std::string ids_request(QueryKind kind, std::span<const std::string> node_ids) {
  assert(!node_ids.empty());
  RequestBody body(kind, node_ids.size());
  body.ids(node_ids);
  return std::move(body).finish();
}

RequestBody page_body(QueryKind kind, std::string_view node_id, std::string_view after, std::size_t page) {
  RequestBody body(kind, page);
  body.text("id", node_id).number("first", page);
  if (!after.empty()) body.text("after", after);
  return body;
}

std::string_view order_by(PullOrder order) {
  switch (order) {
    case PullOrder::kOldest:
      return R"({"field":"CREATED_AT","direction":"ASC"})";
    case PullOrder::kNewest:
      return R"({"field":"CREATED_AT","direction":"DESC"})";
    case PullOrder::kLatestUpdate:
    case PullOrder::kLatestUpdateOpen:
      break;
  }
  return R"({"field":"UPDATED_AT","direction":"DESC"})";
}

std::string handles_request(std::string_view node_id, std::string_view after, PullOrder order, std::size_t page,
                            bool entries) {
  RequestBody body = page_body(QueryKind::kPullHandles, node_id, after, page);
  if (order == PullOrder::kLatestUpdateOpen) body.json("states", R"(["OPEN"])");
  body.json("order", order_by(order)).json("entries", entries ? "true" : "false");
  return std::move(body).finish();
}

}  // namespace

std::string_view operation_name(QueryKind kind) noexcept { return query_of(kind).operation; }

std::uint32_t points_of(QueryKind kind, std::size_t size) noexcept {
  const Query& query = query_of(kind);
  const std::size_t requests = query.requests + query.requests_each * size;
  return static_cast<std::uint32_t>(std::max<std::size_t>(1, (requests + 50) / 100));
}

std::string probe_request(std::span<const std::string> node_ids) { return ids_request(QueryKind::kProbe, node_ids); }

std::string repositories_request(std::span<const std::string> node_ids) {
  return ids_request(QueryKind::kRepositories, node_ids);
}

std::string repositories_by_name_request(std::span<const RepositoryName> names) {
  assert(!names.empty());
  RequestBody body(QueryKind::kRepositoriesByName, names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    body.text("o" + std::to_string(i), names[i].owner).text("n" + std::to_string(i), names[i].name);
  }
  return std::move(body).finish();
}

std::string pulls_request(std::string_view node_id, std::string_view after, std::size_t page) {
  return page_body(QueryKind::kPulls, node_id, after, page).finish();
}

std::string pull_handles_request(std::string_view node_id, std::string_view after, PullOrder order, std::size_t page) {
  return handles_request(node_id, after, order, page, true);
}

std::string pull_place_request(std::string_view node_id, std::string_view after, PullOrder order, std::size_t page) {
  return handles_request(node_id, after, order, page, false);
}

std::string pulls_by_number_request(std::string_view node_id, std::span<const std::int64_t> numbers) {
  assert(!numbers.empty());
  RequestBody body(QueryKind::kPullsByNumber, numbers.size());
  body.text("id", node_id);
  for (std::size_t i = 0; i < numbers.size(); ++i) body.json("n" + std::to_string(i), std::to_string(numbers[i]));
  return std::move(body).finish();
}

std::string commits_request(std::string_view repository_node_id, std::span<const model::Oid> oids) {
  assert(!oids.empty());
  RequestBody body(QueryKind::kCommits, oids.size());
  body.text("id", repository_node_id);
  for (std::size_t i = 0; i < oids.size(); ++i) body.text("c" + std::to_string(i), oids[i].hex());
  return std::move(body).finish();
}

std::string audit_request(std::string_view node_id, bool with_commits) {
  RequestBody body(QueryKind::kAudit, 1);
  body.text("id", node_id).json("commits", with_commits ? "true" : "false");
  return std::move(body).finish();
}

std::string releases_request(std::string_view node_id, std::string_view after, std::size_t page) {
  return page_body(QueryKind::kReleases, node_id, after, page).finish();
}

std::string viewer_request() { return RequestBody(QueryKind::kViewer, 1).finish(); }

}  // namespace cpsg::github::wire
