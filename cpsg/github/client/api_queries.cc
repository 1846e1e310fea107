#include "cpsg/github/client/api_queries.h"

#include "cpsg/base/error.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::client {
namespace {

constexpr std::chrono::seconds kIdentifyAgainAfter{60};

}  // namespace

std::string ApiQueries::viewer(const std::string& account_key, const Call& call) {
  std::string login;
  ApiRequest request = graphql_request(transport_.settings(), wire::viewer_request());
  request.cost = sizes_.cost(wire::QueryKind::kViewer, 1, call.lane);
  request.as_account = account_key;
  request.attempts = 1;
  request.read = [&](const http::Answer& answer) {
    login = wire::read_viewer(answer.body);
    return ReadResult{};
  };
  const ApiResponse response = transport_.perform(request, call);
  if (response.failure) throw error_of(*response.failure);
  return login;
}

bool ApiQueries::identify_users(const Call& call, std::map<std::string, std::string>* failures) {
  bool all = true;
  accounts::Accounts& accounts = transport_.accounts();
  for (const accounts::Account& account : accounts.usable("", transport_.unix_time(), call.cancelled)) {
    if (account.kind != accounts::AccountKind::kUser) continue;
    try {
      const auto token = accounts.bearer_token(account.key, transport_.unix_time(), call.cancelled);
      const std::string login = viewer(account.key, call);
      if (token) accounts.token_is_of(*token, login);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCancelled) throw;
      if (failures != nullptr) failures->emplace(account.title, error.what());
      // A token that was refused is set aside by now; of any other nothing is known yet.
      if (error.code() != ErrorCode::kUnauthorized) all = false;
    }
  }
  return all;
}

void ApiQueries::identify_users_once(const Call& call) {
  if (transport_.settings().accounts.tokens.size() < 2) return;
  const std::scoped_lock lock(identify_mutex_);
  const WaitableClock& clock = transport_.clock();
  if (identified_ || (identify_again_at_ && clock.now() < *identify_again_at_)) return;
  Call without_waiting = call;
  without_waiting.max_wait = std::chrono::milliseconds(0);
  try {
    identified_ = identify_users(without_waiting, nullptr);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCancelled) throw;
  }
  identify_again_at_ = clock.now() + kIdentifyAgainAfter;
}

ApiResponse ApiQueries::perform_page(const ApiRequest& request, const Call& call) {
  try {
    return transport_.perform_as_any(request, call);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kRemoteError || error.code() == ErrorCode::kBadData) throw FailedAlone(error);
    throw;
  }
}

}  // namespace cpsg::github::client
