#include "cpsg/api/webhook.h"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <utility>

#include "cpsg/api/query.h"
#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/sha256.h"

namespace cpsg::api {
namespace {

using model::Work;

struct Meaning {
  std::string_view event;
  Work work;
};
constexpr std::array kMeanings = {
    Meaning{"push", Work::kRefs | Work::kStatistics},
    Meaning{"create", Work::kRefs | Work::kStatistics},
    Meaning{"delete", Work::kRefs | Work::kStatistics},
    Meaning{"pull_request", Work::kPulls | Work::kStatistics},
    Meaning{"repository", Work::kProbe | Work::kStatistics},
    Meaning{"star", Work::kProbe | Work::kStatistics},
    Meaning{"fork", Work::kProbe | Work::kStatistics},
    Meaning{"release", Work::kProbe | Work::kStatistics | Work::kEnrich},
    Meaning{"public", Work::kProbe | Work::kStatistics},
    Meaning{"ping", Work::kNothing},
};

// Receives the events of the JSON parser. At depth 1 are the members of the payload; only the object `repository` among
// them is used, and two members of it. Its end ends the parsing.
class RepositoryFinder {
 public:
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
  using Failure = boost::system::error_code;
  using Text = boost::json::string_view;

  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] const PayloadRepository& repository() const { return repository_; }

  bool on_document_begin(Failure& /*ec*/) { return true; }
  bool on_document_end(Failure& /*ec*/) { return true; }
  bool on_object_begin(Failure& /*ec*/) {
    if (depth_ == 1 && key_ == "repository") inside_ = true;
    ++depth_;
    return true;
  }
  bool on_object_end(std::size_t /*members*/, Failure& ec) {
    --depth_;
    if (depth_ == 0) return true;
    found_ = inside_ && depth_ == 1;
    return found_ ? fail(ec) : value_ended();
  }
  bool on_array_begin(Failure& ec) {
    if (depth_ == 0) return fail(ec);
    ++depth_;
    return value_ended();
  }
  bool on_array_end(std::size_t /*elements*/, Failure& /*ec*/) {
    --depth_;
    return value_ended();
  }

  bool on_key_part(Text part, std::size_t /*size*/, Failure& /*ec*/) {
    collect(key_part_, part);
    return true;
  }
  bool on_key(Text part, std::size_t /*size*/, Failure& /*ec*/) {
    collect(key_part_, part);
    key_ = std::exchange(key_part_, {});
    return true;
  }
  bool on_string_part(Text part, std::size_t /*size*/, Failure& /*ec*/) {
    if (is_member("full_name")) collect(text_, part);
    return true;
  }
  bool on_string(Text part, std::size_t /*size*/, Failure& ec) {
    if (is_member("full_name")) {
      collect(text_, part);
      repository_.full_name = std::exchange(text_, {});
    }
    return scalar(ec);
  }

  bool on_number_part(Text /*part*/, Failure& /*ec*/) { return true; }
  bool on_int64(std::int64_t value, Text /*part*/, Failure& ec) {
    if (is_member("id")) repository_.github_id = value;
    return scalar(ec);
  }
  bool on_uint64(std::uint64_t /*value*/, Text /*part*/, Failure& ec) { return scalar(ec); }
  bool on_double(double /*value*/, Text /*part*/, Failure& ec) { return scalar(ec); }
  bool on_bool(bool /*value*/, Failure& ec) { return scalar(ec); }
  bool on_null(Failure& ec) { return scalar(ec); }
  bool on_comment_part(Text /*part*/, Failure& /*ec*/) { return true; }
  bool on_comment(Text /*part*/, Failure& /*ec*/) { return true; }

 private:
  // Keeps as much as a short text: no name that is searched for is longer.
  static void collect(std::string& text, Text part) {
    const std::size_t left = limits::kShortTextMaxBytes - text.size();
    text.append(part.data(), std::min(part.size(), left));
  }
  static bool fail(Failure& ec) {
    ec = boost::json::make_error_code(boost::json::error::not_object);
    return false;
  }
  [[nodiscard]] bool is_member(std::string_view name) const { return inside_ && depth_ == 2 && key_ == name; }
  bool scalar(Failure& ec) { return depth_ == 0 ? fail(ec) : value_ended(); }
  bool value_ended() {
    key_.clear();
    return true;
  }

  std::size_t depth_ = 0;
  bool inside_ = false;
  bool found_ = false;
  std::string key_;
  std::string key_part_;
  std::string text_;
  PayloadRepository repository_;
};

}  // namespace

bool is_signed_by(std::string_view secret, std::string_view body, std::string_view signature) {
  constexpr std::string_view kScheme = "sha256=";
  Sha256Digest claimed{};
  if (!signature.starts_with(kScheme) || !hex_decode(signature.substr(kScheme.size()), claimed)) return false;
  return equal_in_constant_time(hmac_sha256(secret, body), claimed);
}

EventMeaning meaning_of_event(std::string_view event) noexcept {
  for (const Meaning& each : kMeanings) {
    if (each.event == event) return {each.event, each.work};
  }
  return {"other", Work::kNothing};
}

PayloadRepository repository_of_payload(std::string_view body) {
  boost::json::parse_options options;
  options.max_depth = limits::kApiJsonDepthMax;
  boost::json::basic_parser<RepositoryFinder> parser(options);
  boost::system::error_code ec;
  parser.write_some(false, body.data(), body.size(), ec);
  const RepositoryFinder& finder = parser.handler();
  if (ec && !finder.found()) {
    throw invalid("body", "the payload must be a JSON object");
  }
  return finder.repository();
}

}  // namespace cpsg::api
