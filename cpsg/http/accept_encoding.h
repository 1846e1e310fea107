// Which coding of an answer's content a client takes best: the request's Accept-Encoding, as RFC 9110 has it.
//
//   constexpr std::array kOffered{ContentCoding::kZstd, ContentCoding::kGzip, ContentCoding::kIdentity};
//   const auto coding = choose_coding(request.header("accept-encoding"), kOffered);  // "gzip;q=0.5" -> kGzip
//
// Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cpsg::http {

enum class ContentCoding : std::uint8_t { kIdentity, kGzip, kZstd, kBrotli };

// "gzip", "zstd", "br"; "identity" is never written into an answer.
[[nodiscard]] std::string_view name(ContentCoding coding) noexcept;

// The one that the client likes best; of those that it likes equally, the first one offered. Without the header it is
// the content as it is, if that is offered. Nothing where the client takes none of them. `*` stands for gzip and the
// content as it is: who says it may be older than the other codings. Members of the list that are malformed are passed
// over.
[[nodiscard]] std::optional<ContentCoding> choose_coding(std::optional<std::string_view> accept_encoding,
                                                         std::span<const ContentCoding> offered);

}  // namespace cpsg::http
