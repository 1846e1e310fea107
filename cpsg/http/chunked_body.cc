#include "cpsg/http/chunked_body.h"

#include <algorithm>
#include <array>
#include <optional>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/parameters.h"

namespace cpsg::http {
namespace {

constexpr std::size_t kSizeDigitsMax = 16;

// Fields that say how a request is framed, where it goes, who sends it and under which condition.
constexpr std::array<std::string_view, 21> kFieldsOfHeads = {"authorization",
                                                             "connection",
                                                             "content-encoding",
                                                             "content-length",
                                                             "content-range",
                                                             "content-type",
                                                             "cookie",
                                                             "expect",
                                                             "host",
                                                             "if-match",
                                                             "if-modified-since",
                                                             "if-none-match",
                                                             "if-range",
                                                             "if-unmodified-since",
                                                             "origin",
                                                             "proxy-authorization",
                                                             "range",
                                                             "te",
                                                             "trailer",
                                                             "transfer-encoding",
                                                             "upgrade"};

// `;name`, `;name=value` or `;name="value"`, as often as one likes, with blanks in between.
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    text = trim_start(text, kBlanks);
    if (!text.starts_with(';')) return false;
    text = trim_start(text.substr(1), kBlanks);
    if (!take_token(text)) return false;
    const std::string_view value = trim_start(text, kBlanks);
    if (!value.starts_with('=')) continue;
    text = trim_start(value.substr(1), kBlanks);
    if (!take_token_or_quoted(text)) return false;
  }
  return true;
}

// The number at the front of a chunk's line; its digits are taken off.
std::optional<std::size_t> take_size(std::string_view& line) {
  constexpr unsigned kBase = 16;
  std::size_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size(); ++digits) {
    const int value = hex_digit_value(line[digits]);
    if (value < 0) break;
    if (digits == kSizeDigitsMax) return std::nullopt;
    size = size * kBase + static_cast<std::size_t>(value);
  }
  line.remove_prefix(digits);
  return digits == 0 ? std::nullopt : std::optional(size);
}

}  // namespace

std::size_t ChunkedBody::feed(std::string_view bytes, std::string& body, std::size_t body_max_bytes) {
  const std::size_t given = bytes.size();
  while (state_ == State::kReading && !bytes.empty()) {
    if (part_ == Part::kData) {
      const std::size_t size = std::min(bytes.size(), data_left_);
      body.append(bytes.substr(0, size));
      bytes.remove_prefix(size);
      data_left_ -= size;
      if (data_left_ == 0) part_ = Part::kDataEnd;
      continue;
    }
    bytes.remove_prefix(take_line(bytes));
    if (state_ != State::kReading || !line_complete_) continue;
    if (part_ == Part::kSize) {
      read_size(body_max_bytes - std::min(body.size(), body_max_bytes));
    } else if (part_ == Part::kTrailer) {
      read_trailer();
    } else if (line_.empty()) {
      part_ = Part::kSize;
    } else {
      state_ = State::kMalformed;
    }
    line_.clear();
    line_complete_ = false;
  }
  return given - bytes.size();
}

// Moves bytes up to the end of the line into line_, which has no line end then; how many were used.
std::size_t ChunkedBody::take_line(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && state_ == State::kReading && !line_complete_) {
    const char c = bytes[used++];
    const bool after_cr = line_.ends_with('\r');
    if (after_cr != (c == '\n') || (c != '\r' && c != '\n' && !is_text_char(c))) {
      state_ = State::kMalformed;
    } else if (c == '\n') {
      line_.pop_back();
      line_complete_ = true;
    } else if (part_ == Part::kDataEnd && c != '\r') {
      state_ = State::kMalformed;
    } else if (trailer_bytes_ + line_.size() >= line_max_bytes_) {
      state_ = State::kLineTooLong;
    } else {
      line_ += c;
    }
  }
  return used;
}

void ChunkedBody::read_size(std::size_t room_bytes) {
  std::string_view line = line_;
  const auto size = take_size(line);
  extension_bytes_ += line.size();
  if (!size || !are_extensions(line)) {
    state_ = State::kMalformed;
  } else if (extension_bytes_ > line_max_bytes_) {
    state_ = State::kLineTooLong;
  } else if (*size > room_bytes) {
    state_ = State::kTooLarge;
  } else {
    data_left_ = *size;
    part_ = *size == 0 ? Part::kTrailer : Part::kData;
  }
}

void ChunkedBody::read_trailer() {
  if (line_.empty()) {
    state_ = State::kDone;
    return;
  }
  trailer_bytes_ += line_.size();
  const std::string_view name = std::string_view(line_).substr(0, line_.find(':'));
  if (!is_token(name) || name.size() == line_.size()) {
    state_ = State::kMalformed;
  } else if (std::find(kFieldsOfHeads.begin(), kFieldsOfHeads.end(), ascii_lower(name)) != kFieldsOfHeads.end()) {
    state_ = State::kForbiddenTrailer;
  }
}

}  // namespace cpsg::http
