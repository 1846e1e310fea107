#include "cpsg/base/error.h"
#include "cpsg/github/client_impl.h"

namespace cpsg::github {
namespace {

constexpr std::chrono::seconds kIdentifyAgainAfter{60};

}  // namespace

std::string Client::Impl::viewer(const std::string& account, const Call& call) {
  std::string login;
  Errand errand = graphql_errand(courier.settings(), viewer_request());
  errand.ask = sizes.ask(QueryKind::kViewer, 1, call.lane);
  errand.as_account = account;
  errand.attempts = 1;
  errand.read = [&](const http::Answer& answer) {
    login = read_viewer(answer.body);
    return Reading{};
  };
  const Delivery delivery = courier.deliver(errand, call);
  if (delivery.failure) throw_failure(*delivery.failure);
  return login;
}

bool Client::Impl::identify_users(const Call& call, std::map<std::string, std::string>* failures) {
  bool all = true;
  for (const Account& account : courier.accounts().usable("", courier.now(), call.cancelled)) {
    if (account.kind != AccountKind::kUser) continue;
    try {
      const auto token = courier.accounts().bearer_token(account.key, courier.now(), call.cancelled);
      const std::string login = viewer(account.key, call);
      if (token) courier.accounts().token_is_of(*token, login);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCancelled) throw;
      if (failures != nullptr) failures->emplace(account.title, error.what());
      // A token that was refused is set aside by now; of another, nothing is known yet.
      if (error.code() != ErrorCode::kUnauthorized) all = false;
    }
  }
  return all;
}

void Client::Impl::prepare(const Call& call) {
  if (courier.settings().accounts.tokens.size() < 2) return;
  const std::scoped_lock lock(identify_mutex_);
  if (identified_ || (identify_again_at_ && std::chrono::steady_clock::now() < *identify_again_at_)) return;
  Call once = call;
  once.max_wait = std::chrono::milliseconds(0);
  try {
    identified_ = identify_users(once, nullptr);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCancelled) throw;
  }
  identify_again_at_ = std::chrono::steady_clock::now() + kIdentifyAgainAfter;
}

std::vector<TokenReport> Client::identify(const Call& call) {
  Accounts& accounts = impl_->courier.accounts();
  std::map<std::string, std::string> failures;  // by the account's title
  try {
    impl_->identify_users(call, &failures);
    for (const Account& account : accounts.usable("", impl_->courier.now(), call.cancelled)) {
      if (account.kind != AccountKind::kInstallation) continue;
      try {
        impl_->viewer(account.key, call);
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kCancelled) throw;
        failures.emplace(account.title, error.what());
      }
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCancelled) throw;
  }
  std::vector<TokenReport> reports = accounts.report(impl_->courier.now());
  for (TokenReport& report : reports) {
    // A token whose user never became known goes by its own title.
    const auto failure = failures.find(report.account.empty() ? report.title : report.account);
    if (failure == failures.end() || report.state != TokenState::kUsable) continue;
    report.state = TokenState::kUnknown;
    report.reason = failure->second;
  }
  return reports;
}

}  // namespace cpsg::github
