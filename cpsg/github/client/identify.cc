#include "cpsg/base/error.h"
#include "cpsg/github/client/client_impl.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::client {
namespace {

constexpr std::chrono::seconds kIdentifyAgainAfter{60};

}  // namespace

std::string Client::Impl::viewer(const std::string& account, const Call& call) {
  std::string login;
  ApiRequest api_request = graphql_request(transport.settings(), wire::viewer_request());
  api_request.ask = sizes.ask(wire::QueryKind::kViewer, 1, call.lane);
  api_request.as_account = account;
  api_request.attempts = 1;
  api_request.read = [&](const http::Answer& answer) {
    login = wire::read_viewer(answer.body);
    return ReadResult{};
  };
  const ApiResponse response = transport.perform(api_request, call);
  if (response.failure) throw_failure(*response.failure);
  return login;
}

bool Client::Impl::identify_users(const Call& call, std::map<std::string, std::string>* failures) {
  bool all = true;
  for (const accounts::Account& account : transport.accounts().usable("", transport.now(), call.cancelled)) {
    if (account.kind != accounts::AccountKind::kUser) continue;
    try {
      const auto token = transport.accounts().bearer_token(account.key, transport.now(), call.cancelled);
      const std::string login = viewer(account.key, call);
      if (token) transport.accounts().token_is_of(*token, login);
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
  if (transport.settings().accounts.tokens.size() < 2) return;
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

std::vector<accounts::TokenReport> Client::identify(const Call& call) {
  accounts::Accounts& accounts = impl_->transport.accounts();
  std::map<std::string, std::string> failures;  // by the account's title
  try {
    impl_->identify_users(call, &failures);
    for (const accounts::Account& account : accounts.usable("", impl_->transport.now(), call.cancelled)) {
      if (account.kind != accounts::AccountKind::kInstallation) continue;
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
  std::vector<accounts::TokenReport> reports = accounts.report(impl_->transport.now());
  for (accounts::TokenReport& report : reports) {
    // A token whose user never became known goes by its own title.
    const auto failure = failures.find(report.account.empty() ? report.title : report.account);
    if (failure == failures.end() || report.state != accounts::TokenState::kUsable) continue;
    report.state = accounts::TokenState::kUnknown;
    report.reason = failure->second;
  }
  return reports;
}

}  // namespace cpsg::github::client
