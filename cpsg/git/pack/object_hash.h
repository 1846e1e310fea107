// SHA-1 as git uses it: over an object with its header, and over a whole pack.
//
//   const model::Oid oid = object_hash.hash(ObjectType::kCommit, content);
//
// One thread uses an object, for any number of hashes one after another. Source: gitformat-pack; FIPS 180-4.
#pragma once

#include <cstdint>
#include <memory>

#include "cpsg/git/pack/object.h"

struct evp_md_ctx_st;
struct evp_md_st;

namespace cpsg::git::pack {

// One running hash; reset by begin() and usable again after it.
class Sha1 {
 public:
  Sha1();
  void begin();
  void update(Bytes bytes);
  [[nodiscard]] model::Oid end();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
    void operator()(evp_md_st* algorithm) const noexcept;
  };
  std::unique_ptr<evp_md_st, Free> algorithm_;
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

class ObjectHash {
 public:
  [[nodiscard]] model::Oid hash(ObjectType type, Bytes content);

  // The same for content in pieces, `size` bytes in all.
  void begin(ObjectType type, std::uint64_t size);
  void update(Bytes piece) { sha1_.update(piece); }
  [[nodiscard]] model::Oid end() { return sha1_.end(); }

 private:
  Sha1 sha1_;
};

}  // namespace cpsg::git::pack
