// The port for the processes of one machine that use one database: through the file of limits_file.h.
//
//   LocalBudgetSource source("/var/lib/cpsg/cpsg.db", "https://api.github.com");
//
// `scope` tells accounts of the same name on different servers apart. As BudgetSource promises. A draw costs about ten
// microseconds, and one of three things happens to it at most: the file is locked for longer than 100 ms, cannot be
// used at all, or has no place for another process or account; then the process goes on alone and tries again five
// seconds later.
#pragma once

#include <filesystem>
#include <string>

#include "cpsg/coordination/budget_source.h"
#include "cpsg/coordination/local/limits_file.h"

namespace cpsg::coordination::local {

class LocalBudgetSource final : public BudgetSource {
 public:
  LocalBudgetSource(const std::filesystem::path& database, std::string_view scope) : file_(database), scope_(scope) {}

  [[nodiscard]] std::optional<Slice> draw(std::string_view account, const AccountLimits& limits,
                                          const DrawRequest& request, Instant now) override;
  [[nodiscard]] std::uint64_t revision() override { return file_.revision(); }
  [[nodiscard]] std::optional<Instant> reserve_send(std::string_view lane, Instant::duration interval,
                                                    Instant now) override;

 private:
  [[nodiscard]] std::string key_of(std::string_view account) const { return scope_ + '\n' + std::string(account); }

  LimitsFile file_;
  const std::string scope_;
};

}  // namespace cpsg::coordination::local
