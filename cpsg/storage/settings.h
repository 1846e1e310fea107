// The port that holds what is true of the whole store, such as the privacy policy that its rows were written under.
//
//   settings.put_setting("privacy.emails", "hash");
//   const std::optional<std::string> emails = settings.setting("privacy.emails");
//
// Names and values are short text (at most 1 KiB each); no secret is ever stored here.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpsg::storage {

class Settings {
 public:
  virtual ~Settings() = default;

  // Nothing where it was never set.
  // Documents: settings by _id; 1.
  [[nodiscard]] virtual std::optional<std::string> setting(std::string_view name) = 0;
  // Replaces the value.
  // Documents: one upsert of settings by _id; 1.
  virtual void put_setting(std::string_view name, std::string_view value) = 0;
  // Replaces the value if the stored one is `expected` (nothing: if there is none). False if it was not.
  // Documents: one conditional update of settings by _id; 1.
  virtual bool exchange_setting(std::string_view name, const std::optional<std::string>& expected,
                                std::string_view value) = 0;
};

}  // namespace cpsg::storage
