// Protects what is promised about people's data: what an e-mail becomes, which login is read, what a message loses.
#include "cpsg/sync/privacy.h"

#include <gtest/gtest.h>

#include "cpsg/base/limits.h"

namespace cpsg::sync {
namespace {

TEST(HashEmail, IsTheFirstHalfOfTheHmacOfTheTrimmedLowerCasedAddress) {
  // printf 'jane@example.com' | openssl dgst -sha256 -hmac 'key'
  EXPECT_EQ(hash_email("key", "jane@example.com"), "43c915a5fb2a55c3ccab3ef8b4ceec30");
  EXPECT_EQ(hash_email("key", " Jane@Example.COM\t"), hash_email("key", "jane@example.com"));
  EXPECT_NE(hash_email("other", "jane@example.com"), hash_email("key", "jane@example.com"));
  EXPECT_EQ(hash_email("key", "J\u00D6RG@\u00C4PFEL.example"), hash_email("key", "j\u00F6rg@\u00E4pfel.example"));
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
  const git::pack::Signature signature{"Jane", " Jane@Example.com ", {}};
  EXPECT_EQ(make_person(signature, {.emails = EmailPrivacy::kKeep}).email, "Jane@Example.com");
  EXPECT_EQ(make_person(signature, {.emails = EmailPrivacy::kDrop}).email, std::nullopt);
  EXPECT_EQ(make_person(signature, {.emails = EmailPrivacy::kHash, .email_key = "key"}).email,
            hash_email("key", "jane@example.com"));
}

TEST(MakePerson, TakesAnEmptyAddressForNone) {
  for (const EmailPrivacy emails : {EmailPrivacy::kHash, EmailPrivacy::kKeep, EmailPrivacy::kDrop}) {
    for (const char* address : {"", " ", "\t\r"}) {
      const model::Person person = make_person({" ann ", address, {}}, {.emails = emails});
      EXPECT_EQ(person.email, std::nullopt);
      EXPECT_EQ(person.name, "ann");
    }
  }
}

TEST(MakePerson, KeepsGitsEmptyAddressOfNobody) {
  EXPECT_EQ(make_person({"", "", {}}, {EmailPrivacy::kKeep, "", {}}).email, "");
  EXPECT_EQ(make_person({" ", " ", {}}, {EmailPrivacy::kKeep, "", {}}).email, "");
  EXPECT_EQ(make_person({"", "", {}}, {EmailPrivacy::kHash, "", {}}).email, std::nullopt);
}

TEST(MakePerson, TreatsANameThatIsAnAddressAsOne) {
  const auto name = [](std::string text, EmailPrivacy emails) {
    return make_person({std::move(text), "jane@example.com", {}}, {.emails = emails}).name;
  };
  for (const char* text : {"jane@example.com", "<jane@example.com>", "'jane@example.com'", "\"jane@example.com\",",
                           "mailto:jane@example.com", "j\u00F6rg@\u00E4pfel.example", "root@localhost"}) {
    EXPECT_EQ(name(text, EmailPrivacy::kHash), std::nullopt) << text;
    EXPECT_EQ(name(text, EmailPrivacy::kDrop), std::nullopt) << text;
    EXPECT_EQ(name(text, EmailPrivacy::kKeep), text);
  }
  for (const char* text : {"Jane", "@jane", "jane@", "Jane @ home", "", "@"}) {
    EXPECT_EQ(name(text, EmailPrivacy::kHash), text);
  }
}

TEST(MakePerson, TakesTheLoginOutOfANameThatHoldsOne) {
  const model::Person person = make_person({"12+gina@users.noreply.github.com", "gina@example.com", {}}, {});
  EXPECT_EQ(person.name, "gina");
  EXPECT_EQ(person.login, "gina");
  EXPECT_EQ(make_person({"12+gina@users.noreply.github.com", "34+hugo@users.noreply.github.com", {}}, {}).login,
            "hugo");
}

TEST(MakePerson, TagsBotsByNameOrLogin) {
  EXPECT_TRUE(make_person({"dependabot[bot]", "a@b", {}}, {}).bot);
  EXPECT_TRUE(make_person({"Renovate", "29139614+renovate[bot]@users.noreply.github.com", {}}, {}).bot);
  EXPECT_TRUE(make_person({"GitHub-Actions", "a@b", {}}, {}).bot);
  EXPECT_FALSE(make_person({"Abbot", "abbot@example.com", {}}, {}).bot);
}

TEST(MessagePrivacy, MasksAddressesAndNothingElse) {
  const auto masked = [](std::string message) {
    (void)apply_message_privacy(message, MessagePrivacy::kMask);
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
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(apply_message_privacy(message, MessagePrivacy::kSubject), model::Altered::kNothing);
    EXPECT_EQ(message, "Subject");
  }
}

TEST(MessagePrivacy, CutsBetweenCharactersAfterEverythingElse) {
  const auto stored = [](std::string message, MessagePrivacy rule) {
    const model::Altered altered = apply_message_privacy(message, rule);
    return std::pair(message.size(), altered);
  };
  constexpr std::size_t kMax = limits::kMessageMaxBytes;
  const std::pair whole(kMax, model::Altered::kNothing);
  EXPECT_EQ(stored(std::string(kMax, 'x'), MessagePrivacy::kKeep), whole);
  EXPECT_EQ(stored(std::string(kMax, 'x') + "\n\n", MessagePrivacy::kKeep), whole) << "newlines go first";
  EXPECT_EQ(stored(std::string(kMax + 1, 'x'), MessagePrivacy::kKeep), std::pair(kMax, model::Altered::kMessage));
  EXPECT_EQ(stored(std::string(kMax - 1, 'x') + "\u00E9", MessagePrivacy::kKeep),
            std::pair(kMax - 1, model::Altered::kMessage));
  EXPECT_EQ(stored("a\n" + std::string(kMax, 'x'), MessagePrivacy::kSubject),
            std::pair(std::size_t{1}, model::Altered::kNothing));
  const std::string address = std::string(kMax, 'a') + "@example.com";
  EXPECT_EQ(stored(address, MessagePrivacy::kMask).second, model::Altered::kNothing) << "masked, it is short";
}

}  // namespace
}  // namespace cpsg::sync
