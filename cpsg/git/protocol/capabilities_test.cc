// Protects first contact: which servers are taken, and that the others are refused before anything is fetched.
#include "cpsg/git/protocol/capabilities.h"

#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/protocol/testing/messages.h"

namespace cpsg::git::protocol {
namespace {

constexpr std::string_view kGithub =
    "agent=git/github-1\nls-refs=unborn\nfetch=shallow wait-for-done filter\nserver-option\nobject-format=sha1";

std::string advertisement(std::string_view lines) {
  std::string wire = pkt("version 2\n");
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    wire += pkt(std::string(lines.substr(0, end)) + '\n');
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return wire.append(kFlush);
}

std::string read(std::string_view wire, std::size_t piece) {
  AdvertisementParser parser;
  feed_in_pieces(parser, wire, piece);
  return parser.finish();
}

ErrorCode refusal(std::string_view wire) {
  const ErrorCode code = failure_of([&] { static_cast<void>(read(wire, wire.size())); }).code;
  EXPECT_EQ(code, failure_of([&] { static_cast<void>(read(wire, 1)); }).code);
  return code;
}

TEST(Advertisement, IsReadWithAndWithoutThePreamble) {
  const std::string plain = advertisement(kGithub);
  const std::string smart = pkt("# service=git-upload-pack\n") + std::string(kFlush) + plain;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, smart.size()}) {
    EXPECT_EQ(read(plain, piece), kGithub);
    EXPECT_EQ(read(smart, piece), kGithub);
  }
}

TEST(Advertisement, OfAnotherVersionIsRefused) {
  const std::string v0 = pkt(std::string(40, '1') + " HEAD" + '\0' + "multi_ack symref=HEAD:refs/heads/main\n");
  EXPECT_EQ(refusal(v0), ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(refusal(pkt("# service=git-upload-pack\n") + std::string(kFlush) + v0), ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(refusal(pkt("version 1\n")), ErrorCode::kUnsupportedRemote);
  EXPECT_EQ(refusal(std::string(kFlush)), ErrorCode::kUnsupportedRemote) << "an empty repository in version 0";
}

TEST(Advertisement, ThatBreaksTheProtocolIsBadData) {
  const std::string whole = advertisement(kGithub);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(refusal(std::string_view(whole).substr(0, size)), ErrorCode::kBadData) << size;
  }
  EXPECT_EQ(refusal(whole + pkt("more")), ErrorCode::kBadData);
  EXPECT_EQ(refusal(pkt("version 2\n") + std::string(kDelimiter)), ErrorCode::kBadData);
  EXPECT_EQ(refusal(pkt("# service=git-upload-pack\n") + whole), ErrorCode::kBadData);
  EXPECT_EQ(refusal(pkt("version 2\n") + pkt("two\nlines\n")), ErrorCode::kBadData);
}

TEST(Advertisement, IsBounded) {
  std::string wire = pkt("version 2\n");
  while (wire.size() < limits::kAdvertisementMaxBytes + 100'000) wire += pkt(std::string(60'000, 'c'));
  EXPECT_EQ(failure_of([&] { static_cast<void>(read(wire, wire.size())); }).code, ErrorCode::kLimitExceeded);
}

TEST(Advertisement, MayNameAnError) {
  EXPECT_EQ(refusal(pkt("ERR Repository not found.\n")), ErrorCode::kNotFound);
  EXPECT_EQ(refusal(pkt("# service=git-upload-pack\n") + std::string(kFlush) + pkt("ERR no")), ErrorCode::kRemoteError);
}

TEST(Capabilities, OfGithubAreUsable) {
  const Capabilities found = parse_capabilities(kGithub);
  EXPECT_TRUE(found.agent && found.ls_refs && found.unborn && found.fetch && found.filter);
  EXPECT_EQ(found.object_format, "sha1");
  EXPECT_NO_THROW(found.require_usable());
}

TEST(Capabilities, AreReadByWholeWords) {
  const Capabilities found = parse_capabilities("ls-refs=unborn2\nfetch=filters prefilter shallow\nagents=1\n\n");
  EXPECT_FALSE(found.agent || found.unborn || found.filter);
  EXPECT_TRUE(found.ls_refs && found.fetch);
  EXPECT_TRUE(parse_capabilities("ls-refs\nfetch=filter").filter);
}

TEST(Capabilities, ThatAreMissingAreNamed) {
  const auto refused = [](std::string_view lines) {
    return failure_of([&] { parse_capabilities(lines).require_usable(); });
  };
  for (const char* lines : {"", "fetch=filter", "ls-refs", "ls-refs\nfetch", "ls-refs\nfetch=shallow",
                            "ls-refs\nfetch=filter\nobject-format=sha256"}) {
    EXPECT_EQ(refused(lines).code, ErrorCode::kUnsupportedRemote) << lines;
  }
  EXPECT_NE(refused("ls-refs\nfetch=shallow").message.find("does not offer partial clone (filter)"), std::string::npos);
  EXPECT_NE(refused("ls-refs\nfetch=filter\nobject-format=sha256").message.find("sha256"), std::string::npos);
  EXPECT_EQ(refused("ls-refs\nfetch=filter").code, ErrorCode::kInternal) << "no object format means sha1";
}

}  // namespace
}  // namespace cpsg::git::protocol
