// What a refusal's text says, by the sentences that GitHub documents or is known to send.
//
//   if (read_refusal_words(body) == RefusalWords::kSlowDown) wait_a_minute();
//
// GitHub says the same in JSON, in HTML and in plain text, over its API and over git, so both clients ask here. Whole
// sentences count, never a single word: a text may repeat the name of an organisation or a repository, and what stands
// in backquotes, where GitHub puts names, is not looked at. Tags are skipped, letter case and line breaks do not
// matter, and only the first 64 KiB are read. Pure functions.
//
// Source: GitHub's "Rate limits for the REST API", "Troubleshooting the REST API", "Authorizing a personal access token
// for use with SAML single sign-on", "Managing allowed IP addresses for your organization".
#pragma once

#include <cstdint>
#include <string_view>

namespace cpsg {

enum class RefusalWords : std::uint8_t {
  kNone,           // no sentence that is known
  kSlowDown,       // a rate limit, whatever it is called
  kSingleSignOn,   // the owner wants the token to be authorised for its single sign-on
  kAddressList,    // the owner admits other IP addresses alone
  kOwnerPolicy,    // the owner does not admit this kind of token, or this application
  kPermission,     // the token lacks a permission
  kBlocked,        // the repository is closed to everybody, by GitHub
  kClientRefused,  // the request itself is not accepted, as one without a User-Agent
};

[[nodiscard]] RefusalWords read_refusal_words(std::string_view text);

}  // namespace cpsg
