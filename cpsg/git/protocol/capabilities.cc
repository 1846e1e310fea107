#include "cpsg/git/protocol/capabilities.h"

#include <algorithm>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/split.h"
#include "cpsg/git/protocol/remote_text.h"

namespace cpsg::git::protocol {
namespace {

bool has_word(std::string_view words, std::string_view word) {
  bool found = false;
  for_each_part(words, ' ', [&](std::string_view one) { found = found || one == word; });
  return found;
}

[[noreturn]] void refuse(const std::string& what) { throw Error(ErrorCode::kUnsupportedRemote, what); }

}  // namespace

void Capabilities::require_usable() const {
  if (!ls_refs || !fetch) refuse("the server does not offer git's ls-refs and fetch commands");
  if (!filter) {
    refuse(
        "the server does not offer partial clone (filter), without which every file would have to be fetched; its "
        "administrator can set uploadpack.allowFilter");
  }
  if (!object_format.empty() && object_format != "sha1") {
    refuse("the repository's object format is " + clean_remote_text(object_format) + "; only sha1 is supported");
  }
}

Capabilities parse_capabilities(std::string_view lines) {
  Capabilities result;
  for_each_part(lines, '\n', [&](std::string_view line) {
    const auto equals = std::min(line.find('='), line.size());
    const std::string_view key = line.substr(0, equals);
    const std::string_view value = line.substr(std::min(equals + 1, line.size()));
    if (key == "agent") result.agent = true;
    if (key == "object-format") result.object_format = value;
    if (key == "ls-refs") {
      result.ls_refs = true;
      result.unborn = has_word(value, "unborn");
    }
    if (key == "fetch") {
      result.fetch = true;
      result.filter = has_word(value, "filter");
    }
  });
  return result;
}

void AdvertisementParser::on_version(const PktLine& line) {
  if (line.kind != PktKind::kData || line.line() != "version 2") {
    refuse("the server does not speak git's protocol version 2");
  }
  state_ = State::kCapabilities;
}

void AdvertisementParser::on_line(const PktLine& line) {
  const bool data = line.kind == PktKind::kData;
  if (data && line.text().starts_with("ERR ")) throw remote_failure(line.line().substr(4));
  switch (state_) {
    case State::kStart:
      if (data && line.line() == "# service=git-upload-pack") {
        state_ = State::kAfterPreamble;
        return;
      }
      return on_version(line);
    case State::kAfterPreamble:
      if (line.kind != PktKind::kFlush) break;
      state_ = State::kVersion;
      return;
    case State::kVersion:
      return on_version(line);
    case State::kCapabilities:
      if (line.kind == PktKind::kFlush) {
        state_ = State::kEnd;
        return;
      }
      if (!data || line.line().find_first_of(std::string_view("\n\0", 2)) != std::string_view::npos) break;
      if (lines_.size() + line.payload.size() > limits::kAdvertisementMaxBytes) {
        throw Error(ErrorCode::kLimitExceeded, "the server's list of capabilities is too long");
      }
      if (!lines_.empty()) lines_ += '\n';
      lines_ += line.line();
      return;
    case State::kEnd:
      break;
  }
  throw Error(ErrorCode::kBadData, "the server's list of capabilities breaks git's protocol");
}

std::string AdvertisementParser::finish() {
  reader_.finish();
  if (state_ != State::kEnd) throw Error(ErrorCode::kBadData, "the server's list of capabilities ended early");
  return std::move(lines_);
}

}  // namespace cpsg::git::protocol
