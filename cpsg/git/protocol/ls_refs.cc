#include "cpsg/git/protocol/ls_refs.h"

#include <algorithm>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/split.h"
#include "cpsg/git/protocol/remote_text.h"

namespace cpsg::git::protocol {
namespace {

constexpr std::string_view kHeads = "refs/heads/";
constexpr std::string_view kSymrefTarget = "symref-target:";

[[noreturn]] void refuse(const char* what) { throw Error(ErrorCode::kBadData, what); }

// git allows no control character in a ref's name; the wire ends names at spaces.
void check_name(std::string_view name) {
  if (name.size() > limits::kRefNameMaxBytes) throw Error(ErrorCode::kLimitExceeded, "a branch's name is too long");
  const bool bad = std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (name.empty() || bad) refuse("the server named a branch that git does not allow");
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
  check_name(name);
  if (name == "HEAD") {
    while (!line.empty()) {
      const std::string_view attribute = take_until(line, ' ');
      if (!attribute.starts_with(kSymrefTarget)) continue;
      const std::string_view target = attribute.substr(kSymrefTarget.size());
      check_name(target);
      listing_.head_target = target;
    }
  } else if (oid && name.starts_with(kHeads) && name.size() > kHeads.size()) {
    listing_.heads.push_back({std::string(name), *oid});
  }
}

RefListing LsRefsParser::finish() {
  reader_.finish();
  if (!ended_) refuse("the list of branches ended early");
  auto& heads = listing_.heads;
  // std::string compares bytes as unsigned char.
  std::sort(heads.begin(), heads.end(), [](const RemoteRef& a, const RemoteRef& b) { return a.name < b.name; });
  const auto twice = std::adjacent_find(heads.begin(), heads.end(),
                                        [](const RemoteRef& a, const RemoteRef& b) { return a.name == b.name; });
  if (twice != heads.end()) refuse("the list of branches names one twice");
  return std::move(listing_);
}

}  // namespace cpsg::git::protocol
