// For tests of what reads commits: random commits of every oddity that people's tools and mishaps leave behind.
//
//   std::mt19937 random(seed);
//   const std::string commit = random_odd_commit(random);
#pragma once

#include <array>
#include <random>
#include <string>
#include <string_view>

namespace cpsg::git::pack {

using namespace std::string_view_literals;

inline constexpr std::array kOddPeople = {"A U Thor <a@example.com> 1500000000 +0000"sv,
                                          "J\xF6rg <j\xF6@x> 5 +0100"sv,
                                          "\xCF\xF0 <p@x> 1600000006 -0700"sv,
                                          "<> 7 +0000"sv,
                                          "no address 8 +0000"sv,
                                          "N <x@y> never"sv,
                                          "  N  < x@y > 9 +0945"sv,
                                          "A \0B <a@x> 10 +0000"sv,
                                          "C <c@x> 11\0 +0000"sv,
                                          "\0"sv,
                                          ""sv,
                                          "D <d@x>> 12 +0530\0rest"sv};
inline constexpr std::array kOddHeaders = {"x-plain a\n"sv,
                                           "x-bin a\0b\n"sv,
                                           "gpgsig -----BEGIN\n \n author N <n@x> 5 +0000\n -----END\n"sv,
                                           "gpgsig x\n a\0b\n"sv,
                                           "\0author Other <o@x> 1 +0000\n"sv,
                                           "x\0\0y\n"sv,
                                           "mergetag object 1\n type commit\n \n committer N <n@x> 5 +0000\n"sv,
                                           "author Last <l@x> 9 +0000\n"sv,
                                           "x a\0committer Hidden <h@x> 3 +0000\n"sv,
                                           " \n"sv,
                                           "encodin x\n"sv,
                                           "\t\n"sv};
inline constexpr std::array kOddEncodings = {"ISO-8859-1"sv,
                                             "'cp1251'"sv,
                                             "\"ISO-8859-1\""sv,
                                             "windows-1251\r"sv,
                                             " ISO-8859-1"sv,
                                             "ISO-8859-1 "sv,
                                             "iso-8859-1//TRANSLIT"sv,
                                             "ISO-8859-1//IGNORE"sv,
                                             "EUC-JP//IGNORE"sv,
                                             "EUC-JP"sv,
                                             "euc-jp//translit//ignore"sv,
                                             "ISO 8859-1"sv,
                                             "ISO-8859-1;"sv,
                                             "'UTF-8'"sv,
                                             "UTF8"sv,
                                             "utf-8 "sv,
                                             "latin-1"sv,
                                             "Latin1"sv,
                                             "no-such"sv,
                                             "../../x"sv,
                                             "a/b/c/d"sv,
                                             ""sv,
                                             " "sv,
                                             "\""sv,
                                             "ISO-8859-1/"sv,
                                             "cp1252,"sv,
                                             "{koi8-r}"sv,
                                             "KOI8-R\t"sv,
                                             "iso8859_1"sv,
                                             "//TRANSLIT"sv,
                                             "utf-8//IGNORE"sv,
                                             "x-unknown"sv};
inline constexpr std::array kOddMessages = {"message\n"sv,
                                            "caf\xE9\n"sv,
                                            "\xCF\xF0\xE8\xE2\xE5\xF2\n"sv,
                                            "\n\n two\n\n"sv,
                                            "cut\0never seen\n"sv,
                                            "\0behind\n"sv,
                                            ""sv,
                                            "\xC6\xFC\n"sv,
                                            "J\xC3\xB6rg\r\n"sv,
                                            "encoding EUC-JP\n"sv};

// An element of a list, at random.
template <typename List>
const auto& one_of(const List& list, std::mt19937& random) {
  return list[std::uniform_int_distribution<std::size_t>(0, list.size() - 1)(random)];
}

// Git reads such a commit without leaving its own buffer: the headers end before the content does, and where there is
// an `encoding`, no NUL stands in them.
inline std::string random_odd_commit(std::mt19937& random) {
  const auto chance = [&](int percent) { return std::uniform_int_distribution(1, 100)(random) <= percent; };
  const auto without_nul = [](std::string text) {
    std::erase(text, '\0');
    return text;
  };
  std::string headers;
  const auto add = [&](std::string_view text) { headers += text; };
  if (chance(20)) add(one_of(kOddHeaders, random));
  if (chance(95)) add(std::string("author ") + std::string(one_of(kOddPeople, random)) + "\n");
  if (chance(20)) add(one_of(kOddHeaders, random));
  if (chance(95)) add(std::string("committer ") + std::string(one_of(kOddPeople, random)) + "\n");
  if (chance(30)) add(one_of(kOddHeaders, random));
  const bool encoded = chance(50);
  if (encoded) {
    headers = without_nul(headers);
    add("encoding ");
    add(one_of(kOddEncodings, random));
    add("\n");
    if (chance(20)) add("encoding ISO-8859-1\n");
  }
  if (chance(20)) add(without_nul(std::string(one_of(kOddHeaders, random))));
  if (!encoded && chance(10)) headers += '\0';
  std::string commit = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
  for (int parents = std::uniform_int_distribution(0, 2)(random); parents > 0; --parents) {
    commit += "parent 3f786850e387550fdab836ed7e6dc881de23001b\n";
  }
  return commit + headers + "\n" + std::string(one_of(kOddMessages, random)) + "\nend\n";
}

}  // namespace cpsg::git::pack
