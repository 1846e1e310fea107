// Refs under refs/heads that are no branches: taken out of a listing, counted, and named for people.
//
//   leave_out(refs, [&](const git::protocol::RemoteRef& head) { return oddity_of(head); });
//   count_left_out(refs, counts);
//
// Pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/git/protocol/refs.h"
#include "cpsg/model/project.h"

namespace cpsg::sync {

// Moves the heads for which `why` answers something to those left out.
void leave_out(git::protocol::RefListing& refs,
               const std::function<std::optional<model::RefOddity>(const git::protocol::RemoteRef&)>& why);

// Fills in how many refs are left out, and the first limits::kRefsLeftOutNamedMax of them by name, as "odd (a tree)".
void count_left_out(const git::protocol::RefListing& refs, model::ProjectCounts& counts);

// A ref's name without refs/heads/ as people and terminals may see it: UTF-8 of moderate length, control characters
// escaped, without e-mail addresses.
[[nodiscard]] std::string shown_ref_name(std::string_view name);

}  // namespace cpsg::sync
