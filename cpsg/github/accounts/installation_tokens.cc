#include "cpsg/github/accounts/installation_tokens.h"

#include <algorithm>
#include <utility>

#include "cpsg/base/counted.h"
#include "cpsg/base/log.h"
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

// How old a list may be, and one of whose installations GitHub has refused one.
constexpr seconds kListAgain = std::chrono::hours(24);
constexpr seconds kDoubtedListAgain{60};
constexpr seconds kListAfterFailure = std::chrono::minutes(15);  // where there is an earlier one, or a part
constexpr std::size_t kListPagesMax = 100;

constexpr std::string_view kKeyPrefix = "installation-";

std::string key_of(std::int64_t id) { return std::string(kKeyPrefix) + std::to_string(id); }

std::string title_of(std::int64_t id, const std::string& owner) {
  return "installation " + std::to_string(id) + (owner.empty() ? "" : " of " + owner);
}

// The time of day when a request that began at `now` has ended. Seconds that have begun count.
class RequestTime {
 public:
  RequestTime(UnixTime now, const WaitableClock& clock) : now_(now), clock_(clock), begun_at_(clock.now()) {}
  [[nodiscard]] UnixTime end() const { return now_ + std::chrono::ceil<seconds>(clock_.now() - begun_at_); }

 private:
  UnixTime now_;
  const WaitableClock& clock_;
  Instant begun_at_;
};

bool is_just_now(const std::optional<UnixTime>& asked_at, UnixTime now) {
  return asked_at && now - *asked_at < kAskPause;
}

// Failures that asking again does not mend: the key, the App or the installation is not accepted.
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

// Sets `busy` for the life of the object: one thread at a time asks GitHub for one thing.
class InstallationTokens::BusyMark {
 public:
  // Blocks while another thread has set it. Throws Error(kCancelled).
  BusyMark(InstallationTokens& tokens, bool& busy, const std::atomic<bool>* cancelled) : tokens_(tokens), busy_(busy) {
    std::unique_lock lock(tokens.mutex_);
    const WaitResult result =
        tokens.clock_.wait_until(lock, tokens.freed_, Instant::max(), cancelled, [&] { return !busy; });
    if (result == WaitResult::kCancelled) throw Error(ErrorCode::kCancelled, "stopped");
    busy = true;
  }
  BusyMark(const BusyMark&) = delete;
  BusyMark& operator=(const BusyMark&) = delete;
  ~BusyMark() {
    const std::scoped_lock lock(tokens_.mutex_);
    busy_ = false;
    tokens_.freed_.notify_all();
  }

 private:
  InstallationTokens& tokens_;
  bool& busy_;
};

InstallationTokens::InstallationTokens(AppSettings settings, AppRequests requests, WaitableClock& clock)
    : settings_(std::move(settings)), requests_(std::move(requests)), clock_(clock) {
  static_cast<void>(make_app_jwt(settings_.app_id, settings_.private_key_pem, UnixTime{}));
  for (const std::int64_t id : settings_.installations) installations_[id].id = id;
}

void InstallationTokens::learn(UnixTime now, const std::atomic<bool>* cancelled) {
  const auto is_settled = [&] {
    const std::scoped_lock lock(mutex_);
    return !list_is_due(now) || is_just_now(list_asked_at_, now) || (limit_ && now < limited_until_);
  };
  if (is_settled()) return;
  const BusyMark mark(*this, learning_, cancelled);
  if (is_settled()) return;
  const RequestTime time(now, clock_);
  List list;
  try {
    while (list.has_next && list.pages < kListPagesMax) {
      const std::string jwt = make_app_jwt(settings_.app_id, settings_.private_key_pem, time.end());
      list.take(requests_.installations(list.pages + 1, jwt, cancelled));
    }
    if (list.has_next)
      log::warning("the GitHub App has more than {} installations: the rest is not used", list.entries.size());
    const std::scoped_lock lock(mutex_);
    keep_list(list, now);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;  // of this caller alone
    const std::scoped_lock lock(mutex_);
    note_limit(e, time.end());
    if (list.pages > 0) {
      log::warning(
          "the list of the GitHub App's installations broke off after {}: {}; owners that it lacks have to wait",
          counted(list.entries.size(), "entry", "entries"), e.what());
      keep_list(list, now);
    }
    // An earlier list holds on. Of those that the configuration names, the owners are good to know, and not needed.
    if (learned_ || !settings_.installations.empty()) return put_list_off(now);
    list_asked_at_ = now;
    list_failure_ = e;
  }
}

bool InstallationTokens::list_is_due(UnixTime now) const {
  if (!learned_ || !listed_at_ || *listed_at_ > now) return true;
  return now - *listed_at_ >= (list_doubted_ ? kDoubtedListAgain : kListAgain);
}

void InstallationTokens::put_list_off(UnixTime now) {
  learned_ = true;
  list_doubted_ = false;
  listed_at_ = now - (kListAgain - kListAfterFailure);
}

// A server that gives the same page again and again has no other.
void InstallationTokens::List::take(std::vector<wire::Installation> page) {
  ++pages;
  bool has_new = false;
  for (wire::Installation& installation : page) {
    const std::int64_t id = installation.id;
    has_new = entries.insert_or_assign(id, std::move(installation)).second || has_new;
  }
  has_next = has_new && page.size() >= wire::kInstallationsPerPage;
}

// Where the configuration names installations, only those may be used, and the list tells their owners. Those that a
// part of the list lacks may be there all the same.
void InstallationTokens::keep_list(const List& list, UnixTime now) {
  list_doubted_ = false;
  for (auto& [id, installation] : installations_) {
    if (list.has_next || installation.owner.empty() || list.entries.contains(id)) continue;
    // Entries move from page to page when others are taken out meanwhile: the next list is to confirm it.
    if (!installation.unlisted && list.pages > 1) list_doubted_ = true;
    if (!installation.unlisted) installation.refusal = "the App is no longer installed there";
    installation.unlisted = true;
  }
  for (const auto& [id, listed] : list.entries) {
    if (!settings_.installations.empty() && !installations_.contains(listed.id)) continue;
    Installation& installation = installations_[listed.id];
    installation.id = listed.id;
    installation.owner = listed.owner;
    const bool was_unlisted = std::exchange(installation.unlisted, listed.suspended);
    if (listed.suspended) {
      installation.refusal = "it is suspended; its owner can end that";
    } else if (was_unlisted) {
      installation.refusal.reset();
      installation.set_aside = {};
    }
  }
  learned_ = true;
  listed_at_ = now;
  list_failure_.reset();
}

void InstallationTokens::refuse(Installation& installation, std::string_view reason, UnixTime now) {
  installation.refusal = reason;
  installation.set_aside.refused(now);
  list_doubted_ = true;
}

std::optional<Error> InstallationTokens::failure() const {
  const std::scoped_lock lock(mutex_);
  return list_failure_ || learned_ ? list_failure_ : limit_;
}

std::vector<Account> InstallationTokens::usable(Renewal renewal, UnixTime now) const {
  const bool wants_failing = renewal == Renewal::kJustFailing;
  const std::scoped_lock lock(mutex_);
  std::vector<Account> accounts;
  for (const auto& [id, installation] : installations_) {
    if (installation.is_set_aside(now)) continue;
    if ((installation.failure && is_just_now(installation.asked_at, now)) != wants_failing) continue;
    Account account{key_of(id), AccountKind::kInstallation, title_of(id, installation.owner), std::nullopt};
    if (!installation.owner.empty()) account.owner = installation.owner;
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::string InstallationTokens::token(std::string_view account_key, UnixTime now, const std::atomic<bool>* cancelled) {
  Installation* installation = find(account_key);
  if (installation == nullptr) throw Error(ErrorCode::kUnauthorized, "the App has no such installation");
  if (auto token = kept(*installation, now)) return *std::move(token);
  const BusyMark mark(*this, installation->renewing, cancelled);
  if (auto token = kept(*installation, now)) return *std::move(token);  // another thread has renewed it meanwhile
  return renew(*installation, now, cancelled);
}

InstallationTokens::Installation* InstallationTokens::find(std::string_view account_key) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::find_if(installations_.begin(), installations_.end(),
                                  [&](const auto& entry) { return key_of(entry.first) == account_key; });
  return found == installations_.end() ? nullptr : &found->second;
}

// The present token, or nothing when GitHub is to be asked for one. Throws when it may not be asked now.
std::optional<std::string> InstallationTokens::kept(const Installation& installation, UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  if (installation.is_set_aside(now)) {
    throw Error(ErrorCode::kUnauthorized, title_of(installation.id, installation.owner) +
                                              " is set aside: " + installation.refusal.value_or("GitHub refused it"));
  }
  const bool asked_just_now = is_just_now(installation.asked_at, now);
  const seconds left = installation.expires_at - now;
  if (!installation.token.empty()) {
    if (left >= kRenewBefore) return installation.token;
    // After a failed renewal the old one serves to its end.
    const bool must_not_ask = limit_ && now < limited_until_;
    if ((asked_just_now || must_not_ask) && left > seconds(0)) return installation.token;
    if (asked_just_now && !installation.failure) return installation.token;
  }
  check_limit(now);
  if (asked_just_now && installation.failure) throw Error(*installation.failure);
  return std::nullopt;
}

std::string InstallationTokens::renew(Installation& installation, UnixTime now, const std::atomic<bool>* cancelled) {
  wire::InstallationToken fresh;
  const RequestTime time(now, clock_);
  try {
    fresh =
        requests_.new_token(installation.id, make_app_jwt(settings_.app_id, settings_.private_key_pem, now), cancelled);
    if (!is_token(fresh.token)) throw Error(ErrorCode::kBadData, "GitHub gave an installation no proper token");
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;  // of this caller alone
    note_failure(installation, e, now, time.end());
    if (auto token = kept(installation, now)) return *std::move(token);
    throw;
  }
  const std::scoped_lock lock(mutex_);
  if (!installation.token.empty()) installation.refused_before = false;  // the one before was good to its end
  installation.token = fresh.token;
  installation.expires_at = fresh.expires_at;
  installation.asked_at = now;
  installation.failure.reset();
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

void InstallationTokens::note_failure(Installation& installation, const Error& failure, UnixTime now,
                                      UnixTime failed_at) {
  const std::scoped_lock lock(mutex_);
  note_limit(failure, failed_at);
  installation.asked_at = now;
  installation.failure = failure;
  if (is_refusal(failure.code())) refuse(installation, failure.what(), now);
}

void InstallationTokens::token_refused(std::string_view token, std::string_view reason, UnixTime now) {
  const std::scoped_lock lock(mutex_);
  Installation* installation = holder_of(token);
  if (installation == nullptr) return;
  installation->token.clear();
  installation->asked_at.reset();
  if (std::exchange(installation->refused_before, true)) refuse(*installation, reason, now);
}

void InstallationTokens::token_answered(std::string_view token) {
  const std::scoped_lock lock(mutex_);
  Installation* installation = holder_of(token);
  if (installation == nullptr || !installation->refusal || installation->unlisted) return;
  installation->refusal.reset();
  installation->set_aside = {};
  installation->refused_before = false;
}

void InstallationTokens::token_expires(std::string_view token, UnixTime expires_at) {
  const std::scoped_lock lock(mutex_);
  if (Installation* installation = holder_of(token)) installation->expires_at = expires_at;
}

std::optional<std::string> InstallationTokens::account_key_of(std::string_view token) const {
  const std::scoped_lock lock(mutex_);
  for (const auto& [id, installation] : installations_) {
    if (!token.empty() && installation.token == token) return key_of(id);
  }
  return std::nullopt;
}

InstallationTokens::Installation* InstallationTokens::holder_of(std::string_view token) {
  for (auto& [id, installation] : installations_) {
    if (!token.empty() && installation.token == token) return &installation;
  }
  return nullptr;
}

std::vector<TokenReport> InstallationTokens::report(UnixTime now) const {
  const std::scoped_lock lock(mutex_);
  std::vector<TokenReport> reports;
  for (const auto& [id, installation] : installations_) {
    TokenReport report{.title = "installation " + std::to_string(id),
                       .fingerprint = std::to_string(id),
                       .account = title_of(id, installation.owner),
                       .kind = "installation",
                       .state = installation.refusal ? TokenState::kRefused : TokenState::kUsable,
                       .expires_at = std::nullopt,
                       .reason = installation.refusal};
    if (installation.set_aside.holds(now)) report.next_try = installation.set_aside.until();
    if (!installation.token.empty()) report.expires_at = installation.expires_at;
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
