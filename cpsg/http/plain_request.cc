#include "cpsg/http/plain_request.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "cpsg/base/ascii.h"
#include "cpsg/http/authority.h"
#include "cpsg/http/syntax.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kMethodAndSlash = "GET /";
constexpr std::size_t kTargetStart = kMethodAndSlash.size() - 1;
constexpr std::string_view kAfterTarget = " HTTP/1.1\r\n";
constexpr std::string_view kLineEnd = "\r\n";

using Member = std::optional<std::string_view> PlainRequest::*;

enum class Meaning : std::uint8_t {
  kNone,        // nobody reads it of a GET
  kKept,        // `member` of the result
  kHost,        // its value is checked
  kConnection,  // plain with the value keep-alive
  kNotPlain,    // with it, or with a second one of any of the others, the request is the parser's
};

struct Field {
  std::string_view name;
  Meaning meaning = Meaning::kNotPlain;
  Member member = nullptr;
};

// By the length of their names.
constexpr std::array kFields = {
    Field{"te"},
    Field{"date"},
    Field{"from"},
    Field{"host", Meaning::kHost},
    Field{"range"},
    Field{"accept", Meaning::kKept, &PlainRequest::accept},
    Field{"cookie", Meaning::kKept, &PlainRequest::cookie},
    Field{"expect"},
    Field{"origin", Meaning::kKept, &PlainRequest::origin},
    Field{"referer", Meaning::kNone},
    Field{"trailer"},
    Field{"upgrade"},
    Field{"if-match"},
    Field{"if-range"},
    Field{"connection", Meaning::kConnection},
    Field{"content-type"},
    Field{"max-forwards"},
    Field{"x-request-id", Meaning::kKept, &PlainRequest::request_id},
    Field{"authorization", Meaning::kKept, &PlainRequest::authorization},
    Field{"content-range"},
    Field{"if-none-match", Meaning::kKept, &PlainRequest::if_none_match},
    Field{"last-event-id"},
    Field{"content-length"},
    Field{"sec-fetch-site", Meaning::kNone},
    Field{"accept-encoding", Meaning::kKept, &PlainRequest::accept_encoding},
    Field{"x-forwarded-for", Meaning::kKept, &PlainRequest::forwarded_for},
    Field{"content-encoding"},
    Field{"if-modified-since"},
    Field{"transfer-encoding"},
    Field{"x-forwarded-proto", Meaning::kKept, &PlainRequest::forwarded_proto},
    Field{"if-unmodified-since"},
    Field{"x-hub-signature-256"},
    Field{"access-control-request-method"},
};
static_assert(kFields.size() <= 64, "the set of those seen is one word");
static_assert(std::is_sorted(kFields.begin(), kFields.end(),
                             [](const Field& a, const Field& b) { return a.name.size() < b.name.size(); }));

constexpr std::size_t kNameMaxBytes = kFields.back().name.size();

// Where the fields with a name of that length begin; those of one more begin where they end.
constexpr std::array<std::uint8_t, kNameMaxBytes + 2> make_starts() {
  std::array<std::uint8_t, kNameMaxBytes + 2> starts{};
  for (std::size_t size = 0; size < starts.size(); ++size) {
    for (const Field& field : kFields)
      starts[size] = static_cast<std::uint8_t>(starts[size] + (field.name.size() < size));
  }
  return starts;
}
constexpr std::array<std::uint8_t, kNameMaxBytes + 2> kStarts = make_starts();

// The number of the known field with that name; kFields.size() where there is none.
std::size_t find_field(std::string_view name) {
  if (name.size() > kNameMaxBytes) return kFields.size();
  for (std::size_t i = kStarts[name.size()]; i < kStarts[name.size() + 1]; ++i) {
    if (equal_ignoring_case(kFields[i].name, name)) return i;
  }
  return kFields.size();
}

constexpr bool is_visible_or_space(char c) { return c >= 0x20 && c < 0x7F; }

// How many bytes at the front are visible ASCII or spaces. Eight at a time, as values are most of a head.
std::size_t count_text(std::string_view bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x80 * kOnes;
  std::size_t count = 0;
  for (std::uint64_t word = 0; count + sizeof word <= bytes.size(); count += sizeof word) {
    std::memcpy(&word, bytes.data() + count, sizeof word);
    const std::uint64_t below_space = (word - 0x20 * kOnes) & ~word;
    const std::uint64_t above_tilde = word | (word + kOnes);
    if (((below_space | above_tilde) & kHighBits) != 0) break;
  }
  while (count < bytes.size() && is_visible_or_space(bytes[count])) ++count;
  return count;
}

class Scanner {
 public:
  Scanner(std::string_view bytes, const RequestLimits& limits)
      : bytes_(bytes.substr(0, limits.head_max_bytes)), limits_(limits) {}

  bool scan() {
    if (!scan_request_line()) return false;
    for (std::size_t fields = 0; !rest().starts_with(kLineEnd); ++fields) {
      if (fields == limits_.headers_max || !scan_field()) return false;
    }
    result_.head_bytes = at_ + kLineEnd.size();
    return result_.host.data() != nullptr;
  }

  [[nodiscard]] const PlainRequest& result() const { return result_; }

 private:
  [[nodiscard]] std::string_view rest() const { return bytes_.substr(at_); }

  bool scan_request_line() {
    if (!bytes_.starts_with(kMethodAndSlash)) return false;
    at_ = kTargetStart;
    while (at_ < bytes_.size() && is_target_char(bytes_[at_]) && bytes_[at_] != '\\') ++at_;
    result_.method = bytes_.substr(0, kTargetStart - 1);
    result_.target = bytes_.substr(kTargetStart, at_ - kTargetStart);
    if (result_.target.size() > limits_.target_max_bytes || !rest().starts_with(kAfterTarget)) return false;
    at_ += kAfterTarget.size();
    return true;
  }

  bool scan_field() {
    const std::size_t start = at_;
    while (at_ < bytes_.size() && is_token_char(bytes_[at_])) ++at_;
    const std::string_view name = bytes_.substr(start, at_ - start);
    if (name.empty() || !rest().starts_with(':')) return false;
    ++at_;
    std::string_view value = rest().substr(0, count_text(rest()));
    at_ += value.size();
    if (!rest().starts_with(kLineEnd)) return false;
    at_ += kLineEnd.size();
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    value = value.substr(0, value.find_last_not_of(' ') + 1);
    return take_field(name, value);
  }

  bool take_field(std::string_view name, std::string_view value) {
    const std::size_t number = find_field(name);
    if (number == kFields.size()) return true;
    const Field& field = kFields[number];
    const std::uint64_t bit = std::uint64_t{1} << number;
    if ((seen_ & bit) != 0) return false;
    seen_ |= bit;
    switch (field.meaning) {
      case Meaning::kNone:
        return true;
      case Meaning::kKept:
        result_.*field.member = value;
        return true;
      case Meaning::kHost:
        result_.host = value;
        return is_authority(value);
      case Meaning::kConnection:
        return equal_ignoring_case(value, "keep-alive");
      case Meaning::kNotPlain:
        return false;
    }
    return false;
  }

  const std::string_view bytes_;
  const RequestLimits& limits_;
  std::size_t at_ = 0;
  std::uint64_t seen_ = 0;  // a bit for each of kFields
  PlainRequest result_;
};

}  // namespace

std::optional<PlainRequest> scan_plain_request(std::string_view bytes, const RequestLimits& limits) {
  Scanner scanner(bytes, limits);
  if (!scanner.scan()) return std::nullopt;
  return scanner.result();
}

}  // namespace cpsg::http
