#include "cpsg/git/protocol/fetch.h"

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/git/protocol/ls_refs.h"

namespace cpsg::git::protocol {
namespace {

constexpr std::uint8_t kPackBand = 1;
constexpr std::uint8_t kProgressBand = 2;
constexpr std::uint8_t kErrorBand = 3;

[[noreturn]] void refuse(const char* what) { throw Error(ErrorCode::kBadData, what); }

void append_oids(std::string& out, std::string_view word, std::span<const model::Oid> oids) {
  std::string line;
  for (const model::Oid& oid : oids) {
    line.assign(word).append(oid.hex()) += '\n';
    append_pkt_line(out, line);
  }
}

bool is_oid_line(std::string_view line, std::string_view word) {
  return line.starts_with(word) && model::Oid::from_hex(line.substr(word.size())).has_value();
}

}  // namespace

std::string fetch_request(const Capabilities& capabilities, std::string_view agent, const FetchRequest& request) {
  constexpr std::size_t kLineBytes = 4 + 5 + model::Oid::kHexSize + 1;
  constexpr std::size_t kHeadBytes = 256;
  std::string out;
  out.reserve(kHeadBytes + kLineBytes * (request.wants.size() + request.haves.size()));
  append_command(out, "fetch", capabilities, agent);
  append_pkt_line(out, "ofs-delta\n");
  append_pkt_line(out, "filter tree:0\n");
  append_oids(out, "want ", request.wants);
  append_oids(out, "have ", request.haves);
  if (request.done) append_pkt_line(out, "done\n");
  append_flush(out);
  return out;
}

void FetchResponseParser::on_line(const PktLine& line) {
  if (ended_) refuse("the remote's answer goes on after its end");
  if (line.kind == PktKind::kData) {
    if (line.text().starts_with("ERR ")) throw remote_failure(line.line().substr(4));
    if (!between_sections_ && section_ == Section::kPackfile) return on_band(line.payload);
    if (++lines_ > limits::kRefsMax) throw Error(ErrorCode::kLimitExceeded, "the remote's answer has too many lines");
    if (between_sections_) return begin_section(line.line());
    if (section_ == Section::kAcknowledgments) return on_acknowledgment(line.line());
    return on_shallow(line.line());
  }
  const bool flush = line.kind == PktKind::kFlush;
  // Only acknowledgments may be all of an answer, and only the pack needs no delimiter.
  const bool may_end = section_ == Section::kAcknowledgments || section_ == Section::kPackfile;
  if (flush && !between_sections_ && may_end) {
    ended_ = true;
  } else if (line.kind == PktKind::kDelimiter && !between_sections_ && section_ != Section::kPackfile) {
    between_sections_ = true;
  } else {
    refuse("the remote's answer breaks git's protocol");
  }
}

void FetchResponseParser::begin_section(std::string_view name) {
  const Section next = name == "acknowledgments" ? Section::kAcknowledgments
                       : name == "shallow-info"  ? Section::kShallowInfo
                       : name == "packfile"      ? Section::kPackfile
                                                 : Section::kNone;
  if (next <= section_) refuse("the remote's answer has a section that was not asked for");
  section_ = next;
  between_sections_ = false;
  answer_.pack = section_ == Section::kPackfile;
}

void FetchResponseParser::on_acknowledgment(std::string_view line) {
  if (is_oid_line(line, "ACK ")) {
    answer_.acknowledged = true;
  } else if (line != "NAK" && line != "ready") {
    refuse("the remote's acknowledgments break git's protocol");
  }
}

void FetchResponseParser::on_shallow(std::string_view line) {
  constexpr std::string_view kShallow = "shallow ";
  if (is_oid_line(line, kShallow)) {
    answer_.shallow.push_back(model::Oid::from_hex(line.substr(kShallow.size())).value());
  } else if (!is_oid_line(line, "unshallow ")) {
    refuse("the remote's list of shallow commits breaks git's protocol");
  }
}

void FetchResponseParser::on_band(Bytes payload) {
  if (payload.empty()) refuse("the remote's pack has a piece without a band");
  const Bytes content = payload.subspan(1);
  switch (payload.front()) {
    case kPackBand:
      if (!content.empty()) sinks_.on_pack(content);
      return;
    case kProgressBand:
      if (progress_.feed(content)) sinks_.on_message(progress_.line());
      return;
    case kErrorBand:
      throw remote_failure({reinterpret_cast<const char*>(content.data()), content.size()});
    default:
      refuse("the remote's pack comes in a band that git does not know");
  }
}

FetchAnswer FetchResponseParser::finish() const {
  reader_.finish();
  if (!ended_) refuse("the remote's answer ended early; try again");
  return answer_;
}

}  // namespace cpsg::git::protocol
