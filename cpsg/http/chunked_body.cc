#include "cpsg/http/chunked_body.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "cpsg/base/ascii.h"
#include "cpsg/base/trim.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kBlanks = " \t";

bool is_token_char(char c) {
  return is_ascii_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// Any byte of a header's value: no control character but the tab.
bool is_text_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return c == '\t' || (byte >= 0x20 && byte != 0x7F);
}

bool take_token(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_token_char);
  const auto size = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(size);
  return size > 0;
}

// From the opening quote to the closing one.
bool take_quoted(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i == text.size()) return false;
    } else if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
    if (!is_text_char(text[i])) return false;
  }
  return false;
}

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
    if (text.starts_with('"') ? !take_quoted(text) : !take_token(text)) return false;
  }
  return true;
}

// The number at the front of a chunk's line; its digits are taken off.
std::optional<std::size_t> take_size(std::string_view& line) {
  constexpr unsigned kBase = 16;
  std::size_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size(); ++digits) {
    const char c = ascii_lower(line[digits]);
    if (!is_ascii_digit(c) && (c < 'a' || c > 'f')) break;
    if (size > std::numeric_limits<std::size_t>::max() / kBase) return std::nullopt;
    size = size * kBase + static_cast<std::size_t>(is_ascii_digit(c) ? c - '0' : c - 'a' + 10);
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
  if (!size || !are_extensions(line)) {
    state_ = State::kMalformed;
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
  std::string_view line = line_;
  if (!take_token(line) || !line.starts_with(':')) state_ = State::kMalformed;
}

}  // namespace cpsg::http
