#include "cpsg/git/protocol/ls_refs.h"

#include <algorithm>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/split.h"
#include "cpsg/git/protocol/ref_name.h"
#include "cpsg/git/protocol/remote_text.h"

namespace cpsg::git::protocol {
namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kSymrefTarget = "symref-target:";
constexpr std::string_view kPeeled = "peeled:";

[[noreturn]] void refuse(const char* what) { throw Error(ErrorCode::kBadData, what); }

// Why a ref of that name and id is no branch, as far as the list alone tells.
std::optional<model::RefOddity> oddity_of(std::string_view name, const model::Oid& oid) {
  if (name.size() > limits::kRefNameMaxBytes) return model::RefOddity::kLongName;
  if (!is_allowed_ref_name(name)) return model::RefOddity::kFunnyName;
  if (oid == model::Oid()) return model::RefOddity::kNullId;
  return std::nullopt;
}

// The value of an attribute such as `peeled:`; nothing if there is none.
std::optional<std::string_view> attribute(std::string_view attributes, std::string_view key) {
  while (!attributes.empty()) {
    const std::string_view one = take_until(attributes, ' ');
    if (one.starts_with(key)) return one.substr(key.size());
  }
  return std::nullopt;
}

template <typename Ref>
void sort_by_name(std::vector<Ref>& refs) {
  // std::string compares bytes as unsigned char.
  std::sort(refs.begin(), refs.end(), [](const Ref& a, const Ref& b) { return a.name < b.name; });
}

}  // namespace

void append_command(std::string& out, std::string_view command, const Capabilities& capabilities,
                    std::string_view agent) {
  append_pkt_line(out, std::string("command=").append(command) + '\n');
  if (capabilities.agent) {
    std::string line = std::string("agent=").append(agent);
    std::replace_if(line.begin(), line.end(), [](char c) { return c <= ' ' || c > '~'; }, '.');
    append_pkt_line(out, line + '\n');
  }
  if (!capabilities.object_format.empty()) append_pkt_line(out, "object-format=" + capabilities.object_format + '\n');
  append_delimiter(out);
}

std::string ls_refs_request(const Capabilities& capabilities, std::string_view agent) {
  std::string out;
  append_command(out, "ls-refs", capabilities, agent);
  append_pkt_line(out, "peel\n");
  append_pkt_line(out, "symrefs\n");
  if (capabilities.unborn) append_pkt_line(out, "unborn\n");
  append_pkt_line(out, "ref-prefix refs/heads/\n");
  append_pkt_line(out, "ref-prefix HEAD\n");
  append_flush(out);
  return out;
}

void LsRefsParser::on_line(const PktLine& line) {
  if (ended_) refuse("the list of branches goes on after its end");
  if (line.kind == PktKind::kFlush) {
    ended_ = true;
    return;
  }
  if (line.kind != PktKind::kData) refuse("the list of branches breaks git's protocol");
  if (line.text().starts_with("ERR ")) throw remote_failure(line.line().substr(4));
  bytes_ += line.line().size();
  if (++lines_ > limits::kRefsMax || bytes_ > limits::kRefsMaxBytes)
    throw Error(ErrorCode::kLimitExceeded, "the repository has too many branches");
  on_ref(line.line());
}

void LsRefsParser::on_ref(std::string_view line) {
  const std::string_view id = take_until(line, ' ');
  const std::string_view name = take_until(line, ' ');
  const std::optional<model::Oid> oid = model::Oid::from_hex(id);
  if (!oid && id != "unborn") refuse("the list of branches has an id that is none");
  if (name.empty()) refuse("the list of branches has one without a name");
  if (name == "HEAD") {
    const std::optional<std::string_view> target = attribute(line, kSymrefTarget);
    if (target && target->empty()) refuse("the list of branches says of HEAD that it points nowhere");
    if (target && is_allowed_ref_name(*target)) listing_.head_target = *target;
  } else if (oid && name.starts_with(kHeads)) {
    on_head(name, *oid, line);
  }
}

void LsRefsParser::on_head(std::string_view name, const model::Oid& oid, std::string_view attributes) {
  if (const std::optional<model::RefOddity> oddity = oddity_of(name, oid)) {
    listing_.left_out.push_back({std::string(name.substr(0, limits::kRefNameMaxBytes)), *oddity});
    return;
  }
  const std::optional<std::string_view> peeled = attribute(attributes, kPeeled);
  if (!peeled) {
    listing_.heads.push_back({std::string(name), oid});
    return;
  }
  const std::optional<model::Oid> target = model::Oid::from_hex(*peeled);
  if (!target) refuse("the list of branches has an id that is none");
  if (*target == model::Oid()) return listing_.left_out.push_back({std::string(name), model::RefOddity::kNullId});
  if (*target == oid) {
    listing_.heads.push_back({std::string(name), oid});
  } else {
    listing_.heads.push_back({std::string(name), *target, oid});
  }
}

RefListing LsRefsParser::finish() {
  reader_.finish();
  if (!ended_) refuse("the list of branches ended early");
  auto& heads = listing_.heads;
  sort_by_name(heads);
  sort_by_name(listing_.left_out);
  const auto twice = std::adjacent_find(heads.begin(), heads.end(),
                                        [](const RemoteRef& a, const RemoteRef& b) { return a.name == b.name; });
  if (twice != heads.end()) refuse("the list of branches names one twice");
  return std::move(listing_);
}

}  // namespace cpsg::git::protocol
