// The stream of events.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cpsg/api/event_hub.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/base/split.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

// The items of a list that is separated by commas; none of them is empty.
std::vector<std::string> list_parameter(const Query& query, std::string_view name) {
  std::vector<std::string> items;
  const auto text = query.text(name);
  if (!text) return items;
  std::string_view rest = *text;
  for (bool more = true; more;) {
    more = rest.find(',') != std::string_view::npos;
    const std::string_view item = take_until(rest, ',');
    if (item.empty()) throw invalid(std::string(name), fmt::format("{} must be a list separated by commas", name));
    items.emplace_back(item);
  }
  return items;
}

std::vector<std::string> topics_of(const Query& query) {
  std::vector<std::string> topics = list_parameter(query, "topics");
  for (const std::string& topic : topics) {
    if (std::find(kEventTopics.begin(), kEventTopics.end(), topic) == kEventTopics.end()) {
      throw invalid("topics",
                    fmt::format("topics must be some of {}, separated by commas", fmt::join(kEventTopics, ", ")));
    }
  }
  // Each once: a stream keeps them for as long as it lives, and looks at them for each event.
  std::sort(topics.begin(), topics.end());
  topics.erase(std::unique(topics.begin(), topics.end()), topics.end());
  return topics;
}

std::vector<std::string> project_ids_of(const Context& context, const Call& call) {
  const std::vector<std::string> names = call.target.query.texts("project");
  std::vector<std::string> ids;
  const auto found = context.stores.projects.revisions(names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!found[i] || !(found[i]->is_public || call.caller.sees_private)) {
      throw http::FieldError(ErrorCode::kNotFound, "project", fmt::format("the project {} is not followed", names[i]));
    }
    ids.push_back(found[i]->id);
  }
  return ids;
}

// Asked for as long as the stream is open. While the store cannot be read, nothing is known against the caller.
EventHub::MayGoOn end_with_key(const Context& context, const access::Caller& caller) {
  if (!caller.key) return {};
  return [&gate = context.gate, &options = context.options, caller] {
    try {
      return gate.is_still_good(caller, moment_of(options));
    } catch (const Error& e) {
      log::debug("a stream of events goes on, though its key cannot be looked up: {}", e.what());
      return true;
    }
  };
}

}  // namespace

// A browser that comes back says in the header where it goes on; the parameter is for clients that cannot.
http::Response get_events(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  EventFilter filter{.topics = topics_of(query),
                     .project_ids = project_ids_of(context, call),
                     .sees_private = call.caller.sees_private};
  const std::string parameter = query.text("last_event_id").value_or("");
  const std::string_view last_event_id = call.request.header("last-event-id").value_or(parameter);
  http::Response response{200, {{"Content-Type", "text/event-stream"}}, ""};
  if (context.options.events == nullptr) throw Error(ErrorCode::kNotFound, "there are no events here");
  response.feed = context.options.events->open(std::move(filter), last_event_id, end_with_key(context, call.caller));
  return response;
}

}  // namespace cpsg::api
