#include "cpsg/git/pack/commit_condenser.h"

#include <algorithm>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

// More than is stored of a message, so that rules which make it shorter have something to work on.
constexpr std::size_t kMessageKeptBytes = 4 * limits::kMessageMaxBytes;
constexpr std::size_t kLineEndKeptBytes = 1 * limits::kKiB;
constexpr std::string_view kLineEnds("\n\0", 2);
constexpr std::string_view kNul("\0", 1);

}  // namespace

void CommitCondenser::begin() {
  place_ = Place::kTree;
  nul_seen_ = encoding_seen_ = false;
  line_bytes_ = parents_ = 0;
  for (std::string* text : {&line_, &head_, &encoding_, &author_, &committer_, &message_, &content_}) text->clear();
}

void CommitCondenser::feed(Bytes piece) {
  std::string_view rest(reinterpret_cast<const char*>(piece.data()), piece.size());
  while (!rest.empty()) {
    if (place_ == Place::kEnd) return;
    if (place_ == Place::kMessage) return add_to_message(rest);
    const std::size_t end = rest.find_first_of(kLineEnds);
    add_to_line(rest.substr(0, end));
    if (end == std::string_view::npos) return;
    end_line(rest.substr(end, 1));
    rest.remove_prefix(end + 1);
  }
}

void CommitCondenser::add_to_line(std::string_view part) {
  line_bytes_ += part.size();
  const std::size_t room = limits::kHeaderLineMaxBytes - std::min(line_.size(), limits::kHeaderLineMaxBytes);
  line_ += part.substr(0, room);
  part.remove_prefix(std::min(room, part.size()));
  if (part.empty()) return;
  line_ += part.substr(part.size() - std::min(part.size(), kLineEndKeptBytes));
  const std::size_t most = limits::kHeaderLineMaxBytes + kLineEndKeptBytes;
  if (line_.size() > most) line_.erase(limits::kHeaderLineMaxBytes, line_.size() - most);
}

void CommitCondenser::end_line(std::string_view ending) {
  if (line_bytes_ == 0) {
    place_ = Place::kMessage;
  } else {
    take_header(line_, ending);
  }
  nul_seen_ = nul_seen_ || ending == kNul;
  line_.clear();
  line_bytes_ = 0;
}

void CommitCondenser::take_header(std::string_view line, std::string_view ending) {
  const auto assign = [line](std::string& to) { to.assign(line) += '\n'; };
  if (place_ == Place::kTree || (place_ == Place::kParents && line.starts_with("parent "))) {
    // A line that ends in another way than git wants it is refused by the parser, so it stays as it is.
    head_.append(line).append(ending);
    if (place_ == Place::kParents && ++parents_ > limits::kParentsStoredMax) {
      throw_pack_limit("a commit has too many parents");
    }
    place_ = Place::kParents;
    return;
  }
  place_ = Place::kHeaders;
  if (line.starts_with("author ")) {
    assign(author_);
  } else if (line.starts_with("committer ")) {
    assign(committer_);
  } else if (line.starts_with("encoding ") && !encoding_seen_ && !nul_seen_) {
    encoding_seen_ = true;
    assign(encoding_);
  }
}

void CommitCondenser::add_to_message(std::string_view part) {
  const std::size_t nul = part.find('\0');
  message_ += part.substr(0, std::min(nul, kMessageKeptBytes - message_.size()));
  if (nul == std::string_view::npos && message_.size() < kMessageKeptBytes) return;
  place_ = Place::kEnd;
  if (message_.size() < kMessageKeptBytes) return;
  // Better no half character at the end. A line feed is one in every encoding that commits have.
  const std::size_t line_feed = message_.rfind('\n');
  if (line_feed != std::string::npos && line_feed >= kMessageKeptBytes / 2) {
    message_.resize(line_feed);
    return;
  }
  const auto is_continuation = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
  for (int i = 0; i < 3 && is_continuation(message_.back()); ++i) message_.pop_back();
  if (static_cast<unsigned char>(message_.back()) >= 0xC0U) message_.pop_back();
}

Bytes CommitCondenser::content() {
  if (line_bytes_ != 0) end_line({});  // the last line, without its end
  content_ = head_ + encoding_ + author_ + committer_;
  if (place_ == Place::kMessage || place_ == Place::kEnd) (content_ += '\n') += message_;
  return {reinterpret_cast<const std::uint8_t*>(content_.data()), content_.size()};
}

}  // namespace cpsg::git::pack
