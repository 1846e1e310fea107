#include "cpsg/git/pack/object_hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <string_view>

namespace cpsg::git::pack {
namespace {

std::string_view type_name(ObjectType type) {
  switch (type) {
    case ObjectType::kCommit:
      return "commit ";
    case ObjectType::kTree:
      return "tree ";
    case ObjectType::kBlob:
      return "blob ";
    case ObjectType::kTag:
      return "tag ";
  }
  return {};
}

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot compute SHA-1");
}

}  // namespace

void Sha1::Free::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }
void Sha1::Free::operator()(evp_md_st* algorithm) const noexcept { EVP_MD_free(algorithm); }

// The algorithm is fetched once: looking it up by name for each object would cost more than hashing it.
Sha1::Sha1() : algorithm_(EVP_MD_fetch(nullptr, "SHA1", nullptr)), context_(EVP_MD_CTX_new()) {
  require(algorithm_ != nullptr && context_ != nullptr);
  begin();
}

void Sha1::begin() { require(EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1); }

void Sha1::update(Bytes bytes) { require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1); }

model::Oid Sha1::end() {
  model::Oid oid;
  require(EVP_DigestFinal_ex(context_.get(), oid.bytes.data(), nullptr) == 1);
  return oid;
}

model::Oid ObjectHash::hash(ObjectType type, Bytes content) {
  begin(type, content.size());
  update(content);
  return end();
}

void ObjectHash::begin(ObjectType type, std::uint64_t size) {
  constexpr std::size_t kDigitsMax = 20;
  const std::string_view name = type_name(type);
  std::array<char, sizeof "commit " + kDigitsMax> header{};
  char* const digits = std::copy(name.begin(), name.end(), header.data());
  char* const end = std::to_chars(digits, header.data() + header.size() - 1, size).ptr;
  *end = '\0';
  sha1_.begin();
  sha1_.update(
      {reinterpret_cast<const std::uint8_t*>(header.data()), static_cast<std::size_t>(end + 1 - header.data())});
}

}  // namespace cpsg::git::pack
