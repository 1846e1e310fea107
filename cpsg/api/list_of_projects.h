// The projects of a saved list, as what is wanted of the fleet.
//
//   FleetQuery wanted = fleet_query_of(query, call.caller);
//   narrow_to_list(context, call, *snapshot, wanted);  // to the list that the parameter `list` names, if there is one
//
// Costs one read of the store, and one more where the list names projects that no card has: those may have other names
// now. Errors: http::FieldError("list") with kNotFound where there is no such list for the caller, with kRequestInvalid
// where its query is one that is taken no more; those of the store.
#pragma once

#include "cpsg/api/fleet_query.h"
#include "cpsg/api/routes.h"
#include "cpsg/fleet/snapshot.h"

namespace cpsg::api {

void narrow_to_list(const Context& context, const Call& call, const fleet::Snapshot& snapshot, FleetQuery& wanted);

}  // namespace cpsg::api
