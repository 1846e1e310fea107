// Protects: each failure reaches the client as one documented problem, and what is for the operator stays here.
// How: throws each kind and reads the problem and its JSON.
#include "cpsg/http/problem.h"

namespace cpsg::http {
namespace {

template <typename Exception>
Problem problem_for(const Exception& exception) {
  try {
    throw exception;
  } catch (...) {
    return current_problem("r-1");
  }
}

TEST(Problem, EveryCodeHasItsStatusAndTitle) {
  for (const ErrorTraits& row : all_error_traits()) {
    const Problem problem = problem_for(Error(row.code, "the reason"));
    EXPECT_EQ(problem.status, row.http_status) << row.name;
    EXPECT_EQ(problem.code, row.code) << row.name;
    EXPECT_EQ(problem.title, row.title) << row.name;
  }
}

TEST(Problem, WritesItsMembersInOrder) {
  const Problem problem = problem_for(FieldError(ErrorCode::kRequestInvalid, "limit", "'x' is not a number"));
  const Response response = problem_response(problem, "r-1");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body,
            "{\"title\":\"Invalid request\",\"status\":400,\"detail\":\"'x' is not a number\","
            "\"code\":\"request_invalid\",\"request_id\":\"r-1\",\"field\":\"limit\"}");
  EXPECT_THAT(response.headers, testing::Contains(Header{"Content-Type", "application/problem+json"}));
}

TEST(Problem, LeavesOutAnUnknownField) {
  const Response response = problem_response(problem_for(Error(ErrorCode::kNotFound, "no such project")), "r-1");
  EXPECT_THAT(response.body, testing::Not(testing::HasSubstr("field")));
}

TEST(Problem, OfHttpItselfNamesWhatIsAtFault) {
  EXPECT_EQ(http_problem(413, "").field, "body");
  EXPECT_EQ(http_problem(421, "").field, "Host");
  EXPECT_EQ(http_problem(503, "").field, "") << "nothing of the request";
}

TEST(Problem, KeepsTheOperatorsWordsHere) {
  for (const ErrorCode code :
       {ErrorCode::kStoreIo, ErrorCode::kStoreLocked, ErrorCode::kStoreCorrupt, ErrorCode::kInternal}) {
    EXPECT_THAT(problem_for(Error(code, "/srv/secret.db")).detail, testing::Not(testing::HasSubstr("secret")));
  }
  EXPECT_THAT(problem_for(std::runtime_error("secret")).detail, testing::Not(testing::HasSubstr("secret")));
  EXPECT_EQ(problem_for(42).code, ErrorCode::kInternal);
}

TEST(Problem, SaysWhenToComeBack) {
  const Error asked(ErrorCode::kRateLimited, "slow down", std::chrono::seconds(7));
  EXPECT_THAT(problem_response(problem_for(asked), "r").headers, testing::Contains(Header{"Retry-After", "7"}));
  const Error locked(ErrorCode::kStoreLocked, "locked");
  EXPECT_THAT(problem_response(problem_for(locked), "r").headers, testing::Contains(Header{"Retry-After", "1"}));
  const Error gone(ErrorCode::kNotFound, "gone");
  EXPECT_FALSE(problem_for(gone).retry_after.has_value());
}

}  // namespace
}  // namespace cpsg::http
