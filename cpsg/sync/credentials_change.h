// Notices that other credentials are configured than those that this store was last used with, by whichever process, so
// that all that waited for them is due at once.
//
//   make_due_after_change_of_credentials(stores.projects, stores.settings, {"5f2c01aa", "app 42"}, now);
//
// The store keeps a salted digest of what names the credentials, never a token. Safe to call from several processes.
#pragma once

#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/storage/projects.h"
#include "cpsg/storage/settings.h"

namespace cpsg::sync {

// `names`: of each token its fingerprint, of the App its id; in any order. Whether they are others than before. Throws
// the store's errors; then the next call notices it.
bool make_due_after_change_of_credentials(storage::Projects& projects, storage::Settings& settings,
                                          std::vector<std::string> names, UnixTime now);

}  // namespace cpsg::sync
