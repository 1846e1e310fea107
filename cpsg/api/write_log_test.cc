// Protects: an operator learns of each change who made it and what it was; the line holds no e-mail address, and says
// that something was made only where it was.
#include "cpsg/api/write_log.h"

#include <gmock/gmock.h>

#include <string>

#include "cpsg/base/testing/captured_log.h"

namespace cpsg::api {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class WriteLog : public testing::Test {
 protected:
  static std::string line(std::string_view key_name, int status, std::string target = "/v1/projects") {
    const CapturedLog log;
    access::Caller caller{.visitor = {.client = {.address = "192.0.2.1"}}};
    caller.key = std::make_shared<model::ApiKey>(model::ApiKey{.id = "k1", .name = std::string(key_name)});
    log_write("/v1/projects", caller, {"POST", std::move(target), {}, "", "r-1"},
              {status, {{"Location", "/v1/projects/o/n"}}, ""});
    return log.until("\n");
  }
};

TEST_F(WriteLog, SaysWhoDidWhat) {
  EXPECT_THAT(line("ci", 202),
              AllOf(HasSubstr("by=\"key ci (k1)\""), HasSubstr("client=192.0.2.1"), HasSubstr("POST /v1/projects"),
                    HasSubstr("status=202"), HasSubstr("request_id=r-1"), HasSubstr("made=/v1/projects/o/n")));
}

TEST_F(WriteLog, HoldsNoAddress) {
  const std::string text = line("jane.doe@example.com", 202, "/v1/projects/jane.doe@example.com?key=secret");
  EXPECT_THAT(text, AllOf(HasSubstr("key [address] (k1)"), Not(HasSubstr("jane")), Not(HasSubstr("secret"))));
}

TEST_F(WriteLog, WhatWasThereBeforeWasNotMade) {
  for (const int status : {200, 308, 403}) {
    EXPECT_THAT(line("ci", status), AllOf(HasSubstr("status="), Not(HasSubstr("made=")))) << status;
  }
}

}  // namespace
}  // namespace cpsg::api
