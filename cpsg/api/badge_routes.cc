// Badges, cards and charts: pictures of a project, also where there is nothing to show.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "cpsg/api/picture_options.h"
#include "cpsg/api/pictures.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kOwnerSegment = 1;
constexpr std::size_t kNameSegment = 2;
constexpr std::size_t kKindSegment = 3;
constexpr std::size_t kSuffixBytes = 4;      // of `.svg`
constexpr std::size_t kJsonSuffixBytes = 5;  // of `.json`
constexpr std::int64_t kSharedAgeMinS = 900;

std::string without_suffix(const std::string& segment, std::size_t suffix_bytes = kSuffixBytes) {
  return segment.substr(0, segment.size() - suffix_bytes);
}

// As the page is, in which it stands: no script, nothing from elsewhere; any page may show it.
http::Response picture_response(int status, const PictureSubject& subject, std::string cache_control,
                                std::string body) {
  return {status,
          {{"Content-Type", std::string(content_type(subject))},
           {"Cache-Control", std::move(cache_control)},
           {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
           {"Cross-Origin-Resource-Policy", "cross-origin"}},
          std::move(body)};
}

std::string value_caching(const Query& query) {
  const std::int64_t age_s = value_age_s(query);
  return fmt::format("public, max-age={}, s-maxage={}, stale-while-revalidate=86400, stale-if-error=604800", age_s,
                     std::max(age_s, kSharedAgeMinS));
}

http::Response not_followed(const Call& call, const PictureSubject& subject) {
  return picture_response(404, subject, "public, max-age=60",
                          draw_failure(subject, call.target.query, PictureFailure::kNotFollowed));
}

// To the same picture by the project's present name.
http::Response moved(const Call& call, const PictureSubject& subject, const storage::ProjectRevision& project) {
  std::string location = picture_path(subject, project.owner, project.name);
  const std::size_t question = call.request.target.find('?');
  if (question != std::string::npos) location += call.request.target.substr(question);
  return {301, {{"Location", std::move(location)}, {"Cache-Control", "no-cache"}}, ""};
}

// The tag of a picture that is drawn as this version draws it; raise the number when a picture of the same data becomes
// another one.
std::string of_drawing(std::string etag) {
  constexpr std::string_view kDrawing = "-1";
  etag.insert(etag.size() - 1, kDrawing);  // before the closing quotation mark
  return etag;
}

// Its tag, where that is known before the store is read. Whoever keeps the picture is told until when it stands.
std::optional<std::string> etag_before(const Context& context, const Call& call, const PictureSubject& subject,
                                       const storage::ProjectRevision& project) {
  const TimeZone zone = picture_scope(call.target.query).zone;
  const UnixTime now = context.options.clock();
  const PictureBasis basis = basis_of(subject);
  if (basis == PictureBasis::kRevision) return of_drawing(revision_etag(project));
  // Charts have hours, whose last one is not over.
  const auto over = subject.form == PictureForm::kChart
                        ? std::chrono::floor<std::chrono::hours>(now) + std::chrono::hours(1)
                        : today_end(now, zone);
  limit_until(call.basis, std::min<UnixTime>(over, today_end(now, TimeZone())));
  if (basis == PictureBasis::kContent) return std::nullopt;
  return of_drawing(revision_etag(project, std::max(days_begin(now, zone, 1), days_begin(now, TimeZone(), 1))));
}

std::optional<http::Response> unchanged(const Call& call, const std::string& etag, const std::string& caching) {
  auto response = not_modified(call.request, {etag, std::nullopt});
  if (response) response->headers.push_back({"Cache-Control", caching});
  return response;
}

// A tag of the revision is given to what has data alone, so that who shows one has the picture of a value.
http::Response answer_drawn(const Context& context, const Call& call, const PictureSubject& subject,
                            const storage::ProjectRevision& project, bool shows_private) {
  const Query& query = call.target.query;
  std::optional<std::string> etag = etag_before(context, call, subject, project);
  std::string caching = value_caching(query);
  if (etag) {
    if (auto response = unchanged(call, *etag, caching)) return *std::move(response);
  }
  DrawnPicture drawn = draw(
      {context.stores, context.tables, context.selector, context.pull_facts, context.options.clock(), shows_private},
      subject, project, query);
  if (!drawn.has_data) caching = "public, max-age=120";
  if (!etag || !drawn.has_data) {
    etag = content_etag(drawn.body);
    if (auto response = unchanged(call, *etag, caching)) return *std::move(response);
  }
  http::Response response = picture_response(200, subject, std::move(caching), std::move(drawn.body));
  response.headers.push_back({"ETag", *std::move(etag)});
  return response;
}

http::Response answer_found(const Context& context, const Call& call, const PictureSubject& subject,
                            const std::string& owner, const std::string& name) {
  const auto project = context.stores.projects.revision(owner + "/" + name);
  const bool shows_private = context.options.badges_private && call.caller.sees_private;
  if (!project || !(project->is_public || shows_private)) return not_followed(call, subject);
  if (project->moved) return moved(call, subject, *project);
  if (call.basis != nullptr && !call.target.query.text("vs")) call.basis->project = *project;
  return answer_drawn(context, call, subject, *project, shows_private);
}

http::Response answer_picture(const Context& context, const Call& call, const PictureSubject& subject,
                              const std::string& name) {
  try {
    return answer_found(context, call, subject, call.target.segments.at(kOwnerSegment), name);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound) throw;
    return not_followed(call, subject);
  }
}

bool is_trouble_of_ours(int status) { return status == 500 || status == 503 || status == 507; }

// Of the path of a picture.
PictureSubject subject_of(const Route& route, const Target& target) {
  if (route.name == "get_card") return {PictureForm::kCard};
  const std::string& last = target.segments.at(kKindSegment);
  if (route.name == "get_badge_json") return {PictureForm::kBadgeJson, without_suffix(last, kJsonSuffixBytes)};
  return {route.name == "get_chart" ? PictureForm::kChart : PictureForm::kBadge, without_suffix(last)};
}

}  // namespace

http::Response get_badge(const Context& context, const Call& call) {
  const std::string kind = without_suffix(call.target.segments.at(kKindSegment));
  return answer_picture(context, call, {PictureForm::kBadge, kind}, call.target.segments.at(kNameSegment));
}

http::Response get_badge_json(const Context& context, const Call& call) {
  const std::string kind = without_suffix(call.target.segments.at(kKindSegment), kJsonSuffixBytes);
  return answer_picture(context, call, {PictureForm::kBadgeJson, kind}, call.target.segments.at(kNameSegment));
}

http::Response get_card(const Context& context, const Call& call) {
  return answer_picture(context, call, {PictureForm::kCard}, without_suffix(call.target.segments.at(kNameSegment)));
}

http::Response get_chart(const Context& context, const Call& call) {
  const std::string kind = without_suffix(call.target.segments.at(kKindSegment));
  return answer_picture(context, call, {PictureForm::kChart, kind}, call.target.segments.at(kNameSegment));
}

void draw_trouble(const http::IncomingRequest& request, http::Response& response) {
  if (!is_trouble_of_ours(response.status)) return;
  try {
    const Target target = parse_target(request.target);
    const Route* const route = find_route(request.method, target.segments);
    if (route == nullptr || !route->draws_failures) return;
    check_path(route->path, route->parameters, target.segments, route->takes_rest);
    check_query(route->parameters, target.query);
    const PictureSubject subject = subject_of(*route, target);
    http::Response drawn =
        picture_response(503, subject, "no-store", draw_failure(subject, target.query, PictureFailure::kUnavailable));
    for (http::Header& header : response.headers) {
      if (header.name != "Content-Type" && header.name != "Cache-Control") drawn.headers.push_back(std::move(header));
    }
    response = std::move(drawn);
  } catch (const Error&) {
    return;  // what is asked for is wrong too, so it is not known how it would look
  }
}

}  // namespace cpsg::api
