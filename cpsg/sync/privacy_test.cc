// Protects what is promised about people's data: what an e-mail becomes, which login is read, what a message loses.
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {
namespace {

TEST(HashEmail, IsTheFirstHalfOfTheHmacOfTheTrimmedLowerCasedAddress) {
  // printf 'jane@example.com' | openssl dgst -sha256 -hmac 'key'
  EXPECT_EQ(hash_email("key", "jane@example.com"), "43c915a5fb2a55c3ccab3ef8b4ceec30");
  EXPECT_EQ(hash_email("key", " Jane@Example.COM\t"), hash_email("key", "jane@example.com"));
  EXPECT_NE(hash_email("other", "jane@example.com"), hash_email("key", "jane@example.com"));
  // printf 'jane@example.com' | openssl dgst -sha256 -hmac ''
  EXPECT_EQ(hash_email("", "jane@example.com"), "07f7fa094ff47bc238e79922dd8ef88c");
}

TEST(MakePerson, ReadsTheLoginOfNoreplyAddressesWhateverIsKeptOfThem) {
  const git::pack::Signature signature{"Jane", "1234+jane-doe@users.noreply.github.com", {}};
  for (const EmailPrivacy emails : {EmailPrivacy::kHash, EmailPrivacy::kKeep, EmailPrivacy::kDrop}) {
    EXPECT_EQ(make_person(signature, {.emails = emails}).login, "jane-doe");
  }
  EXPECT_EQ(make_person({"Jane", "jane@users.noreply.github.com", {}}, {}).login, "jane");
  EXPECT_EQ(make_person({"Jane", "jane@example.com", {}}, {}).login, std::nullopt);
  EXPECT_EQ(make_person({"Jane", "@users.noreply.github.com", {}}, {}).login, std::nullopt);
  EXPECT_EQ(make_person({"Jane", "jane@example.com@users.noreply.github.com", {}}, {}).login, std::nullopt);
}

TEST(MakePerson, KeepsHashesOrDropsTheAddress) {
  const git::pack::Signature signature{"Jane", "Jane@Example.com", {}};
  EXPECT_EQ(make_person(signature, {.emails = EmailPrivacy::kKeep}).email, "Jane@Example.com");
  EXPECT_EQ(make_person(signature, {.emails = EmailPrivacy::kDrop}).email, std::nullopt);
  EXPECT_EQ(make_person(signature, {.emails = EmailPrivacy::kHash, .email_key = "key"}).email,
            hash_email("key", "jane@example.com"));
}

TEST(MakePerson, TagsBotsByNameOrLogin) {
  EXPECT_TRUE(make_person({"dependabot[bot]", "a@b", {}}, {}).bot);
  EXPECT_TRUE(make_person({"Renovate", "29139614+renovate[bot]@users.noreply.github.com", {}}, {}).bot);
  EXPECT_TRUE(make_person({"GitHub-Actions", "a@b", {}}, {}).bot);
  EXPECT_FALSE(make_person({"Abbot", "abbot@example.com", {}}, {}).bot);
}

TEST(MessagePrivacy, MasksAddressesAndNothingElse) {
  const auto masked = [](std::string message) {
    apply_message_privacy(message, MessagePrivacy::kMask);
    return message;
  };
  EXPECT_EQ(masked("Fix\n\nSigned-off-by: Jane <jane.doe+git@mail.example.com>."),
            "Fix\n\nSigned-off-by: Jane <<address removed>>.");
  EXPECT_EQ(masked("a@b c@d"), "<address removed> <address removed>");
  EXPECT_EQ(masked("mail jane@example.com."), "mail <address removed>.");
  EXPECT_EQ(masked("@jane, see HEAD@{1} and x @ y"), "@jane, see HEAD@{1} and x @ y");
}

TEST(MessagePrivacy, KeepsTheSubjectAlone) {
  std::string message = "Subject\n\nBody";
  apply_message_privacy(message, MessagePrivacy::kSubject);
  EXPECT_EQ(message, "Subject");
  apply_message_privacy(message, MessagePrivacy::kSubject);
  EXPECT_EQ(message, "Subject");
}

}  // namespace
}  // namespace cpsg::sync
