#include "cpsg/git/pack/text_encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "cpsg/base/ascii.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/utf8.h"

namespace cpsg::git::pack {
namespace {

// Any name goes to iconv as it stands, because people's settings are spelt in every way and git passes them on too:
// glibc leaves out quotes and blanks, ignores case, and takes suffixes off. No name is a path for it.
bool is_possible_name(std::string_view encoding) {
  constexpr std::size_t kNameMaxBytes = 1 * limits::kKiB;
  return !encoding.empty() && encoding.size() <= kNameMaxBytes && encoding.find('\0') == std::string_view::npos;
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
  text.clear();
  return append_repaired_utf8(text, bytes);
}

std::optional<std::string> convert_to_utf8(std::string_view bytes, std::string_view encoding) {
  if (!is_possible_name(encoding)) return std::nullopt;
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
