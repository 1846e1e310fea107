#include "cpsg/git/pack/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "cpsg/base/ascii.h"

namespace cpsg::git::pack {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// What stands at some place in the text: a character, or a maximal part of one.
struct Sequence {
  std::size_t size = 1;
  bool valid = false;
};

struct LeadByte {
  std::size_t size;  // of the whole character; 0 if nothing begins like this
  std::uint8_t second_min;
  std::uint8_t second_max;
};

// Table 3-7 of the Unicode standard, well-formed UTF-8 byte sequences.
constexpr LeadByte lead_byte(std::uint8_t byte) {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

Sequence sequence_at(std::string_view text, std::size_t position) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[position + i]); };
  const LeadByte lead = lead_byte(byte(0));
  if (lead.size <= 1) return {1, lead.size == 1};
  const std::size_t left = text.size() - position;
  if (left < 2 || byte(1) < lead.second_min || byte(1) > lead.second_max) return {1, false};
  std::size_t size = 2;
  while (size < lead.size && size < left && (byte(size) & 0xC0) == 0x80) ++size;
  return {size, size == lead.size};
}

// The first byte from `position` on that is not ASCII, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t position) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::uint64_t word = 0;
  for (; position + sizeof word <= text.size(); position += sizeof word) {
    std::memcpy(&word, text.data() + position, sizeof word);
    if ((word & kHighBits) != 0) break;
  }
  while (position < text.size() && static_cast<std::uint8_t>(text[position]) < 0x80) ++position;
  return position;
}

// Where the first bad part from `position` on begins; the size of the text if there is none.
std::size_t find_bad_part(std::string_view text, std::size_t position) {
  for (;;) {
    position = skip_ascii(text, position);
    if (position == text.size()) return position;
    const Sequence sequence = sequence_at(text, position);
    if (!sequence.valid) return position;
    position += sequence.size;
  }
}

// Only names made of these reach iconv: no path, no suffix that changes what a failure is.
bool is_plausible_name(std::string_view encoding) {
  constexpr std::size_t kNameMaxBytes = 40;
  const auto plausible = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("-_.:+()").find(c) != std::string_view::npos;
  };
  return !encoding.empty() && encoding.size() <= kNameMaxBytes && std::ranges::all_of(encoding, plausible);
}

// An open conversion to UTF-8; opened for each text, because it is rare and keeps a state.
class Converter {
 public:
  explicit Converter(const std::string& encoding) : descriptor_(::iconv_open("UTF-8", encoding.c_str())) {
    // Mail programs say it so and glibc doesn't know it; git makes the same exception.
    if (!is_open() && equal_ignoring_case(encoding, "latin-1")) descriptor_ = ::iconv_open("UTF-8", "ISO-8859-1");
  }
  ~Converter() {
    if (is_open()) ::iconv_close(descriptor_);
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  [[nodiscard]] bool is_open() const { return descriptor_ != kClosed; }

  // False if the bytes are not in the encoding, or end within a character.
  bool convert(std::string_view bytes, std::string& text) {
    std::array<char, 4096> block;
    char* in = const_cast<char*>(bytes.data());  // iconv's interface lacks the const that it keeps
    std::size_t in_left = bytes.size();
    while (in_left > 0) {
      char* out = block.data();
      std::size_t out_left = block.size();
      const std::size_t result = ::iconv(descriptor_, &in, &in_left, &out, &out_left);
      text.append(block.data(), block.size() - out_left);
      if (result == static_cast<std::size_t>(-1) && errno != E2BIG) return false;
    }
    return true;
  }

 private:
  inline static const iconv_t kClosed = reinterpret_cast<iconv_t>(-1);

  iconv_t descriptor_;
};

}  // namespace

bool is_utf8_name(std::string_view encoding) {
  return encoding.empty() || equal_ignoring_case(encoding, "utf-8") || equal_ignoring_case(encoding, "utf8");
}

bool assign_utf8(std::string& text, std::string_view bytes) {
  std::size_t bad = find_bad_part(bytes, 0);
  text.assign(bytes.substr(0, bad));
  if (bad == bytes.size()) return false;
  while (bad < bytes.size()) {
    text.append(kReplacement);
    const std::size_t good = bad + sequence_at(bytes, bad).size;
    bad = find_bad_part(bytes, good);
    text.append(bytes.substr(good, bad - good));
  }
  return true;
}

std::optional<std::string> convert_to_utf8(std::string_view bytes, std::string_view encoding) {
  if (!is_plausible_name(encoding)) return std::nullopt;
  Converter converter{std::string(encoding)};
  std::string text;
  if (!converter.is_open() || !converter.convert(bytes, text)) return std::nullopt;
  return text;
}

std::string to_utf8(std::string_view bytes, std::string_view encoding, bool& altered) {
  if (!is_utf8_name(encoding)) {
    if (const std::optional<std::string> converted = convert_to_utf8(bytes, encoding)) {
      std::string text;
      const bool repaired = assign_utf8(text, *converted);
      altered = altered || repaired || text != bytes;
      return text;
    }
  }
  std::string text;
  if (assign_utf8(text, bytes)) altered = true;
  return text;
}

}  // namespace cpsg::git::pack
