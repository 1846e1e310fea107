#include "cpsg/github/accounts/installation_tokens.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "cpsg/github/accounts/app_jwt.h"
#include "cpsg/github/accounts/token_text.h"

namespace cpsg::github::accounts {
namespace {

using std::chrono::seconds;

constexpr seconds kRenewBefore = std::chrono::minutes(5);
// Between two requests for the same thing: for a failure to pass, and for clocks that disagree about a token's end.
constexpr seconds kAskPause{15};
// After a refusal by a limit that does not say how long: GitHub's advice.
constexpr seconds kLimitPause{60};
constexpr std::chrono::milliseconds kCancelCheck{50};

constexpr std::string_view kKeyPrefix = "installation-";

std::string key_of(std::int64_t id) { return std::string(kKeyPrefix) + std::to_string(id); }

std::string title_of(std::int64_t id, const std::string& owner) {
  return "installation " + std::to_string(id) + (owner.empty() ? "" : " of " + owner);
}

// Of one that another thread may hold for as long as GitHub takes.
std::unique_lock<std::mutex> lock_patiently(std::mutex& mutex, const std::atomic<bool>* cancelled) {
  std::unique_lock lock(mutex, std::defer_lock);
  while (!lock.try_lock()) {
    std::this_thread::sleep_for(kCancelCheck);
    if (cancelled != nullptr && *cancelled) throw Error(ErrorCode::kCancelled, "stopped");
  }
  return lock;
}

// What the clock says after a request that was begun at `now`; seconds that have begun count.
class Asking {
 public:
  explicit Asking(UnixTime now) : now_(now) {}
  [[nodiscard]] UnixTime end() const {
    return now_ + std::chrono::ceil<seconds>(std::chrono::steady_clock::now() - begun_at_);
  }

 private:
  UnixTime now_;
  Instant begun_at_ = std::chrono::steady_clock::now();
};

bool is_just_now(const std::optional<UnixTime>& asked_at, UnixTime now) {
  return asked_at && now - *asked_at < kAskPause;
}

// What no patience mends: the key, the App or the installation is not accepted.
bool is_refusal(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
    case ErrorCode::kNotFound:
    case ErrorCode::kGone:
      return true;
    default:
      return false;
  }
}

}  // namespace

InstallationTokens::InstallationTokens(AppSettings settings, AppRequests requests)
    : settings_(std::move(settings)), requests_(std::move(requests)) {
  static_cast<void>(make_app_jwt(settings_.app_id, settings_.private_key_pem, UnixTime{}));
  for (const std::int64_t id : settings_.installations) slots_[id].id = id;
}

void InstallationTokens::learn(UnixTime now, const std::atomic<bool>* cancelled) {
  const auto is_settled = [&] {
    const std::scoped_lock lock(mutex_);
    return learned_ || is_just_now(list_asked_at_, now) || (limit_ && now < limited_until_);
  };
  if (is_settled()) return;
  const auto learning = lock_patiently(learning_, cancelled);
  if (is_settled()) return;
  const Asking asking(now);
  try {
    keep_list(requests_.installations(make_app_jwt(settings_.app_id, settings_.private_key_pem, now), cancelled));
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;  // of this caller alone
    const std::scoped_lock lock(mutex_);
    note_limit(e, asking.end());
    learned_ = !settings_.installations.empty();  // whose owners are good to know, and not needed
    if (learned_) return;
    list_asked_at_ = now;
    list_failure_ = e;
  }
}

// Those that the configuration names are all that may be used; of them the owners are learned.
void InstallationTokens::keep_list(const std::vector<wire::Installation>& installations) {
  const std::scoped_lock lock(mutex_);
  for (const wire::Installation& installation : installations) {
    if (!settings_.installations.empty() && !slots_.contains(installation.id)) continue;
    Slot& slot = slots_[installation.id];
    slot.id = installation.id;
    slot.owner = installation.owner;
  }
  learned_ = true;
  list_failure_.reset();
}

std::optional<Error> InstallationTokens::failure() const {
  const std::scoped_lock lock(mutex_);
  return list_failure_ || learned_ ? list_failure_ : limit_;
}

std::vector<Account> InstallationTokens::usable(bool failing, UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Account> accounts;
  for (const auto& [id, slot] : slots_) {
    if (slot.set_aside || (slot.failure && is_just_now(slot.asked_at, now)) != failing) continue;
    Account account{key_of(id), AccountKind::kInstallation, title_of(id, slot.owner), std::nullopt};
    if (!slot.owner.empty()) account.owner = slot.owner;
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::string InstallationTokens::token(std::string_view account_key, UnixTime now, const std::atomic<bool>* cancelled) {
  Slot* slot = find(account_key);
  if (slot == nullptr) throw Error(ErrorCode::kUnauthorized, "the App has no such installation");
  if (auto token = kept(*slot, now)) return *std::move(token);
  const auto renewing = lock_patiently(slot->renewing, cancelled);
  if (auto token = kept(*slot, now)) return *std::move(token);  // another thread has asked meanwhile
  return renew(*slot, now, cancelled);
}

InstallationTokens::Slot* InstallationTokens::find(std::string_view account_key) {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::find_if(slots_.begin(), slots_.end(), [&](const auto& entry) { return key_of(entry.first) == account_key; });
  return found == slots_.end() ? nullptr : &found->second;
}

// Nothing when GitHub is to be asked. Throws when it needn't be.
std::optional<std::string> InstallationTokens::kept(const Slot& slot, UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  if (slot.set_aside) {
    throw Error(ErrorCode::kUnauthorized, title_of(slot.id, slot.owner) + " is set aside: " + *slot.set_aside);
  }
  const bool asked_just_now = is_just_now(slot.asked_at, now);
  const seconds left = slot.expires_at - now;
  if (!slot.token.empty()) {
    if (left >= kRenewBefore) return slot.token;
    // After a failed renewal the old one serves to its end.
    const bool must_not_ask = limit_ && now < limited_until_;
    if ((asked_just_now || must_not_ask) && left > seconds(0)) return slot.token;
    if (asked_just_now && !slot.failure) return slot.token;
  }
  check_limit(now);
  if (asked_just_now && slot.failure) throw Error(*slot.failure);
  return std::nullopt;
}

std::string InstallationTokens::renew(Slot& slot, UnixTime now, const std::atomic<bool>* cancelled) {
  wire::InstallationToken fresh;
  const Asking asking(now);
  try {
    fresh = requests_.new_token(slot.id, make_app_jwt(settings_.app_id, settings_.private_key_pem, now), cancelled);
    if (!is_token(fresh.token)) throw Error(ErrorCode::kBadData, "GitHub gave an installation no proper token");
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;  // of this caller alone
    note_failure(slot, e, now, asking.end());
    if (auto token = kept(slot, now)) return *std::move(token);
    throw;
  }
  const std::scoped_lock lock(mutex_);
  if (!slot.token.empty()) slot.refused_before = false;  // the one before was good to its end
  slot.token = fresh.token;
  slot.expires_at = fresh.expires_at;
  slot.asked_at = now;
  slot.failure.reset();
  return fresh.token;
}

void InstallationTokens::note_limit(const Error& failure, UnixTime failed_at) {
  if (failure.code() != ErrorCode::kRateLimited) return;
  limit_ = failure;
  limited_until_ =
      std::max(limited_until_, failed_at + std::max(failure.retry_after().value_or(kLimitPause), kAskPause));
}

void InstallationTokens::check_limit(UnixTime now) const {
  if (limit_ && now < limited_until_) throw Error(limit_->code(), limit_->what(), limited_until_ - now);
}

void InstallationTokens::note_failure(Slot& slot, const Error& failure, UnixTime now, UnixTime failed_at) {
  const std::scoped_lock lock(mutex_);
  note_limit(failure, failed_at);
  slot.asked_at = now;
  slot.failure = failure;
  if (is_refusal(failure.code())) slot.set_aside = failure.what();
}

void InstallationTokens::token_refused(std::string_view token, std::string_view reason) {
  const std::scoped_lock lock(mutex_);
  Slot* slot = holder_of(token);
  if (slot == nullptr) return;
  slot->token.clear();
  slot->asked_at.reset();
  if (std::exchange(slot->refused_before, true)) slot->set_aside = reason;
}

void InstallationTokens::token_expires(std::string_view token, UnixTime expires_at) {
  const std::scoped_lock lock(mutex_);
  if (Slot* slot = holder_of(token)) slot->expires_at = expires_at;
}

std::optional<std::string> InstallationTokens::account_key_of(std::string_view token) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, slot] : slots_) {
    if (!token.empty() && slot.token == token) return key_of(id);
  }
  return std::nullopt;
}

InstallationTokens::Slot* InstallationTokens::holder_of(std::string_view token) {
  for (auto& [id, slot] : slots_) {
    if (!token.empty() && slot.token == token) return &slot;
  }
  return nullptr;
}

std::vector<TokenReport> InstallationTokens::report() const {
  const std::scoped_lock lock(mutex_);
  std::vector<TokenReport> reports;
  for (const auto& [id, slot] : slots_) {
    TokenReport report{.title = "installation " + std::to_string(id),
                       .fingerprint = std::to_string(id),
                       .account = title_of(id, slot.owner),
                       .kind = "installation",
                       .state = slot.set_aside ? TokenState::kRefused : TokenState::kUsable,
                       .expires_at = std::nullopt,
                       .reason = slot.set_aside};
    if (!slot.token.empty()) report.expires_at = slot.expires_at;
    reports.push_back(std::move(report));
  }
  if (list_failure_) {
    reports.push_back({.title = "App " + settings_.app_id,
                       .fingerprint = settings_.app_id,
                       .account = "",
                       .kind = "installation",
                       .state = is_refusal(list_failure_->code()) ? TokenState::kRefused : TokenState::kUsable,
                       .expires_at = std::nullopt,
                       .reason = std::string("its installations are not known: ") + list_failure_->what()});
  }
  return reports;
}

}  // namespace cpsg::github::accounts
