// Protects terminals, logs and stored errors from what a remote writes, and the reactions that depend on its words.
#include "cpsg/git/protocol/remote_text.h"

#include "cpsg/base/limits.h"
#include "cpsg/git/protocol/testing/messages.h"

namespace cpsg::git::protocol {
namespace {

TEST(RemoteText, LosesControlCharacters) {
  EXPECT_EQ(clean_remote_text("\x1b[31mred\x1b[0m\r\nnext\tline\n\n"), "[31mred [0m next line");
  EXPECT_EQ(clean_remote_text(std::string_view("a\0b\x7f", 4)), "a b");
  EXPECT_EQ(clean_remote_text("caf\xc3\xa9 \xe2\x80\xae"), "caf?? ???");
  EXPECT_EQ(clean_remote_text(" \n"), "");
}

TEST(RemoteText, LosesAddressesAndUserinfo) {
  EXPECT_EQ(clean_remote_text("ask jane.doe+git@corp.example.org, please"), "ask [removed], please");
  EXPECT_EQ(clean_remote_text("<a@b> @c d@ @ e@f"), "<[removed]> @c d@ @ [removed]");
  EXPECT_EQ(clean_remote_text("at https://user:s3cret@h.example/p?q@r and http://t@x"),
            "at https://h.example/p?[removed] and http://x");
}

TEST(RemoteText, IsBounded) {
  const std::string text = clean_remote_text(std::string(10'000, 'x'));
  EXPECT_EQ(text.size(), limits::kRemoteMessageMaxBytes);
  std::string cut_inside(limits::kRemoteMessageMaxBytes - 3, '.');
  cut_inside += " jane@corp.example.org";
  EXPECT_EQ(clean_remote_text(cut_inside).find("ja"), std::string::npos) << "an address is removed before the cut";
}

TEST(RemoteFailure, IsUnderstoodAsFarAsAReactionDependsOnIt) {
  EXPECT_EQ(remote_failure("upload-pack: not our ref 1234").code(), ErrorCode::kRemoteError);
  EXPECT_NE(std::string(remote_failure("upload-pack: not our ref 1234").what()).find("try again"), std::string::npos);
  for (const char* words :
       {"Repository not found.", "access denied or repository not exported: /x",
        "'/x' does not appear to be a git repository", "The project you were looking for could not be found"}) {
    EXPECT_EQ(remote_failure(words).code(), ErrorCode::kNotFound) << words;
  }
  EXPECT_EQ(remote_failure("object 1234 not found").code(), ErrorCode::kRemoteError);
  EXPECT_EQ(std::string(remote_failure("overloaded\n").what()), "the remote said: overloaded");
  EXPECT_EQ(std::string(remote_failure("\n").what()), "the remote failed without a reason");
}

TEST(RemoteFailure, NamesTheObjectThatTheRemoteDoesNotHave) {
  const std::string id = oid_of(0x12).hex();
  EXPECT_EQ(remote_failure("upload-pack: not our ref " + id).refused_want(), oid_of(0x12));
  EXPECT_EQ(remote_failure("want " + id + " not valid").refused_want(), oid_of(0x12));
  EXPECT_EQ(remote_failure("you want " + id).refused_want(), std::nullopt);
  EXPECT_EQ(remote_failure("upload-pack: not our ref 12").refused_want(), std::nullopt);
}

TEST(RemoteFailure, HearsThatTheRepositoryMayBeDamaged) {
  for (const char* words :
       {"aborting due to possible repository corruption on the remote side.", "fatal: bad object 1234",
        "packed object 1234 (stored in x.pack) is corrupt", "Missing unknown 1234", "Missing commit 1234"}) {
    EXPECT_EQ(remote_failure(words).hint(), RemoteRefusal::Hint::kDamage) << words;
    EXPECT_EQ(remote_failure(words).code(), ErrorCode::kRemoteError) << "once is not for good";
  }
  EXPECT_EQ(remote_failure("disk on fire").hint(), RemoteRefusal::Hint::kNone);
}

TEST(RemoteProgress, KeepsTheLastCompleteLine) {
  RemoteProgress progress;
  EXPECT_FALSE(progress.feed(bytes_of("Counting")));
  EXPECT_EQ(progress.line(), "");
  EXPECT_TRUE(progress.feed(bytes_of(": 1%\rCounting: 2%\rCount")));
  EXPECT_EQ(progress.line(), "Counting: 2%");
  EXPECT_FALSE(progress.feed(bytes_of("ing")));
  EXPECT_TRUE(progress.feed(bytes_of("\x1b[K\n")));
  EXPECT_EQ(progress.line(), "Counting [K");
  EXPECT_FALSE(progress.feed(bytes_of("\n\r\n"))) << "an empty line is no news";
  EXPECT_TRUE(progress.feed(bytes_of(std::string(100'000, 'x') + "\n")));
  EXPECT_EQ(progress.line().size(), limits::kRemoteMessageMaxBytes);
}

}  // namespace
}  // namespace cpsg::git::protocol
