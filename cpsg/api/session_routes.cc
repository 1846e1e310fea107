// Who asks, and the sessions of browsers: a key is shown once and becomes a cookie that scripts cannot read.
#include <iterator>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/write_log.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using access::Caller;
using access::Level;

constexpr std::string_view kSessionPath = "/v1/session";

std::vector<shape::ValueMeaning> accesses() {
  return {{"none", "nothing but what everybody may"},
          {"read", "reading"},
          {"write", "following and removing projects, and running batches too"},
          {"admin", "everything"}};
}

struct MeView {
  Caller caller;
};

template <typename Writer>
void describe(Writer& out, const MeView& view) {
  const Caller& caller = view.caller;
  const auto of_key = [&](const std::string model::ApiKey::* member) {
    return caller.key ? std::optional(*caller.key.*member) : std::nullopt;
  };
  const auto ends_at = caller.session_ends_at || !caller.key ? caller.session_ends_at : caller.key->expires_at;
  out.text("access", caller.level == Level::kPublic ? "none" : access::name(caller.level),
           {"the most that is allowed", &accesses});
  shape::member(out, "key", of_key(&model::ApiKey::name), "the key's name; null without one");
  shape::member(out, "key_id", of_key(&model::ApiKey::id), "the key's id; null without one");
  out.boolean("session", caller.session_ends_at.has_value(), "whether the key is shown by a session's cookie");
  out.boolean("private", caller.sees_private && caller.level >= Level::kRead,
              "whether projects are seen whose visibility is not public");
  shape::member(out, "expires_at", ends_at, "when the session or the key ends; null for never, and without a key");
}

std::string me_json(const Caller& caller) {
  std::string body;
  shape::write<shape::JsonObject>(body, MeView{caller});
  return body;
}

http::Response with_headers(http::Response response, std::vector<http::Header> headers) {
  std::move(headers.begin(), headers.end(), std::back_inserter(response.headers));
  return response;
}

}  // namespace

shape::ShapeDescription me_description() {
  return shape::description_of("me", "who asks, and what they may do", MeView());
}

access::Moment moment_of(const ApiOptions& options) {
  return {.time = options.clock(), .instant = options.waitable_clock->now()};
}

http::Response get_me(const Context& context, const Call& call) {
  access::Admission admission = context.gate.admit(call.request, Level::kPublic, moment_of(context.options));
  http::Response response =
      admission.refusal ? *std::move(admission.refusal) : json_response(me_json(admission.caller), "");
  return with_headers(std::move(response), std::move(admission.headers));
}

http::Response create_session(const Context& context, const Call& call) {
  const boost::json::value* const key = call.body.if_contains("key");
  const auto key_text = key == nullptr ? std::nullopt : std::optional(std::string_view(key->get_string()));
  auto opened = context.gate.open_session(call.request, key_text, moment_of(context.options));
  if (auto* const refusal = std::get_if<http::Response>(&opened)) return std::move(*refusal);
  auto& session = std::get<access::OpenedSession>(opened);
  http::Response response = with_headers(json_response(me_json(session.caller), ""), std::move(session.headers));
  log_write(kSessionPath, session.caller, call.request, response);
  return response;
}

// A request without a session, or with one that has ended, is answered alike.
http::Response delete_session(const Context& context, const Call& call) {
  access::Admission admission = context.gate.admit(call.request, Level::kPublic, moment_of(context.options));
  if (admission.refusal) return with_headers(*std::move(admission.refusal), std::move(admission.headers));
  http::Response response{204, {{"Cache-Control", "no-store"}}, ""};
  if (std::string cookie = context.gate.close_session(call.request); !cookie.empty()) {
    response.headers.push_back({"Set-Cookie", std::move(cookie)});
  }
  log_write(kSessionPath, admission.caller, call.request, response);
  return with_headers(std::move(response), std::move(admission.headers));
}

}  // namespace cpsg::api
