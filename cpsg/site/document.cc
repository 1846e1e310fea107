#include "cpsg/site/document.h"

#include <fmt/format.h>
#include <libdeflate.h>

#include <cassert>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <utility>

#include "cpsg/base/hex.h"
#include "cpsg/base/sha256.h"

namespace cpsg::site {
namespace {

// A member of gzip ends with the size of its content in four bytes, the lowest one first (RFC 1952).
std::size_t size_from_trailer(std::string_view gzip) {
  constexpr std::size_t kSizeBytes = 4;
  assert(gzip.size() > kSizeBytes);
  std::size_t size = 0;
  for (std::size_t i = 1; i <= kSizeBytes; ++i) size = size << 8 | static_cast<std::uint8_t>(gzip[gzip.size() - i]);
  return size;
}

std::string decode_gzip(std::string_view gzip) {
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decoder(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!decoder) throw std::bad_alloc();
  std::string content(size_from_trailer(gzip), '\0');
  [[maybe_unused]] const libdeflate_result result =
      libdeflate_gzip_decompress(decoder.get(), gzip.data(), gzip.size(), content.data(), content.size(), nullptr);
  assert(result == LIBDEFLATE_SUCCESS);  // it is our own build's
  return content;
}

std::string etag_of(const DocumentOptions& options, std::string_view bytes) {
  constexpr std::size_t kTagBytes = 16;
  std::string all = fmt::format("{}\n{}\n{}\n", options.content_type, options.cache_control, options.vary);
  for (const http::Header& header : options.headers) all += fmt::format("{}: {}\n", header.name, header.value);
  all += bytes;
  const Sha256Digest digest = sha256(all);
  return fmt::format("\"{}\"", hex_encode(std::span(digest).first<kTagBytes>()));
}

Form make_form(const DocumentOptions& options, Content content) {
  Form form;
  if (options.status == 200) form.etag = etag_of(options, content.bytes);
  http::Response& response = form.response;
  response.status = options.status;
  response.headers = {{"Content-Type", options.content_type}, {"Cache-Control", options.cache_control}};
  if (!form.etag.empty()) response.headers.push_back({"ETag", form.etag});
  response.headers.push_back({"Vary", options.vary});
  if (content.coding != http::ContentCoding::kIdentity) {
    response.headers.push_back({"Content-Encoding", std::string(name(content.coding))});
  }
  response.headers.insert(response.headers.end(), options.headers.begin(), options.headers.end());
  response.shared_body = std::make_shared<const std::string>(std::move(content.bytes));
  form.head = http::answer_bytes(response);
  form.head.rest.resize(form.head.rest.size() - response.bytes().size());
  form.head.rest.shrink_to_fit();
  form.not_modified = http::answer_bytes(http::not_modified_of(response));
  return form;
}

}  // namespace

std::vector<Content> contents_of(const EmbeddedFile& file) {
  return {{http::ContentCoding::kBrotli, std::string(file.brotli)},
          {http::ContentCoding::kGzip, std::string(file.gzip)},
          {http::ContentCoding::kIdentity, decode_gzip(file.gzip)}};
}

std::vector<Content> contents_of(std::string_view text) {
  return {{http::ContentCoding::kIdentity, std::string(text)}};
}

Document::Document(const DocumentOptions& options, std::vector<Content> contents) {
  for (Content& content : contents) {
    codings_.push_back(content.coding);
    forms_.push_back(make_form(options, std::move(content)));
  }
}

const Form* Document::choose(std::optional<std::string_view> accept_encoding) const {
  const auto coding = http::choose_coding(accept_encoding, codings_);
  if (!coding) return nullptr;
  std::size_t number = 0;
  while (codings_[number] != *coding) ++number;
  return &forms_[number];
}

}  // namespace cpsg::site
