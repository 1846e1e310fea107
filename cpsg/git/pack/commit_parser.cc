#include "cpsg/git/pack/commit_parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/split.h"

namespace cpsg::git::pack {
namespace {

using model::Altered;

constexpr std::string_view kTreePrefix = "tree ";
constexpr std::string_view kParentPrefix = "parent ";

[[noreturn]] void throw_no_commit(std::string_view what) {
  throw Error(ErrorCode::kBadData, fmt::format("the remote sent a commit without {}: try again later", what));
}

// Reads `prefix` with an oid and a line feed from the start of `text`, and takes it off; nothing if it is not there.
std::optional<model::Oid> take_oid_line(std::string_view& text, std::string_view prefix) {
  const std::size_t size = prefix.size() + model::Oid::kHexSize;
  if (text.size() <= size || !text.starts_with(prefix) || text[size] != '\n') return std::nullopt;
  const std::optional<model::Oid> oid = model::Oid::from_hex(text.substr(prefix.size(), model::Oid::kHexSize));
  if (oid) text.remove_prefix(size + 1);
  return oid;
}

// Takes off the tree line and the parent lines that follow it.
void take_parents(std::string_view& text, std::vector<model::Oid>& parents) {
  if (!take_oid_line(text, kTreePrefix)) throw_no_commit("a tree");
  parents.clear();
  // Git takes what is too short for a parent line for the next header.
  while (text.size() > kParentPrefix.size() + model::Oid::kHexSize && text.starts_with(kParentPrefix)) {
    const std::optional<model::Oid> parent = take_oid_line(text, kParentPrefix);
    if (!parent) throw_no_commit("readable parents");
    if (parents.size() == limits::kParentsStoredMax) {
      throw Error(ErrorCode::kLimitExceeded, "the remote sent a commit with too many parents");
    }
    parents.push_back(*parent);
  }
}

struct Headers {
  std::string_view author;                   // the last such line
  std::string_view committer;                // likewise
  std::optional<std::string_view> encoding;  // the first such line, unless it stands behind a NUL
  std::string_view message;                  // what follows the end of the headers, up to a NUL
};

bool take_prefix(std::string_view& line, std::string_view prefix) {
  if (!line.starts_with(prefix)) return false;
  line.remove_prefix(prefix.size());
  return true;
}

std::string_view before_nul(std::string_view text) { return text.substr(0, text.find('\0')); }

Headers read_headers(std::string_view text) {
  Headers headers;
  const std::size_t first_nul = text.find('\0');
  std::size_t nul = first_nul;
  std::size_t line_feed = text.find('\n');
  for (std::size_t at = 0; at < text.size();) {
    // Each is looked for again only behind its last place, so that a text with many of one kind is read once.
    if (nul < at) nul = text.find('\0', at);
    if (line_feed < at) line_feed = text.find('\n', at);
    const std::size_t end = std::min({line_feed, nul, text.size()});
    std::string_view line = text.substr(at, end - at);
    if (line.empty()) {
      headers.message = before_nul(text.substr(end + 1));
      break;
    }
    if (take_prefix(line, "author ")) {
      headers.author = line;
    } else if (take_prefix(line, "committer ")) {
      headers.committer = line;
    } else if (!headers.encoding && at < first_nul && take_prefix(line, "encoding ")) {
      headers.encoding = line;
    }
    at = end + 1;
  }
  return headers;
}

// The whole text by its own encoding, as git converts it. A conversion that damages the headers is none: such an
// encoding (UTF-16, say) can't be that of a commit.
std::optional<std::string> convert_commit(std::string_view text, std::string_view encoding) {
  if (is_utf8_name(encoding)) return std::nullopt;
  std::optional<std::string> converted = convert_to_utf8(text, encoding);
  if (converted && !converted->starts_with(kTreePrefix)) return std::nullopt;
  return converted;
}

void fill(const Headers& headers, ParsedCommit& commit) {
  const Altered author = parse_signature(headers.author, commit.author);
  const Altered committer = parse_signature(headers.committer, commit.committer);
  std::string_view message = headers.message;
  message = message.substr(0, message.find_last_not_of('\n') + 1);
  const bool repaired = assign_utf8(commit.message, message);
  commit.altered = author | committer | (repaired ? Altered::kEncoding : Altered::kNothing);
}

}  // namespace

void parse_commit(ObjectContent content, ParsedCommit& commit) {
  const std::string_view whole(reinterpret_cast<const char*>(content.bytes.data()), content.bytes.size());
  std::string_view text = whole;
  take_parents(text, commit.parents);

  const Headers headers = read_headers(whole);
  text = before_nul(whole);
  if (const std::optional<std::string> converted = convert_commit(text, headers.encoding.value_or(""))) {
    const std::string_view converted_text = before_nul(*converted);
    fill(read_headers(converted_text), commit);
    if (converted_text != text) commit.altered = commit.altered | Altered::kEncoding;
  } else {
    fill(headers, commit);
  }
  const bool beyond_limit = !content.whole || commit.parents.size() > limits::kParentsMax;
  if (beyond_limit) commit.altered = commit.altered | Altered::kMessage;
}

}  // namespace cpsg::git::pack
