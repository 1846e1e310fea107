// A part of an object: those of its members that a client asked for.
//
//   std::string text = R"({"name":"main","ahead":0,"author":{"name":"A"}})";
//   keep_members(text, 0, {"name", "author"});  // {"name":"main","author":{"name":"A"}}
//
// A pure function.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cpsg::shape {

// The object stands at the end of `out`, from `begin` on, compact as JsonObject writes it. The members that are left
// keep their order.
void keep_members(std::string& out, std::size_t begin, const std::vector<std::string>& names);

}  // namespace cpsg::shape
