#include "cpsg/storage/sqlite/migrated_data.h"

#include <limits>
#include <string>

#include "cpsg/base/limits.h"
#include "cpsg/base/utf8.h"
#include "cpsg/model/commit.h"

namespace cpsg::storage::sqlite {

void cut_long_messages(Connection& connection) {
  Query select(connection,
               "SELECT key, message FROM commits WHERE key > ? AND length(CAST(message AS BLOB)) > ?"
               " ORDER BY key LIMIT 1");
  Query update(connection, "UPDATE commits SET message = ?2, altered = altered | ?3 WHERE key = ?1");
  std::int64_t key = std::numeric_limits<std::int64_t>::min();
  while (select.find(key, limits::kMessageMaxBytes)) {
    key = select.integer(0);
    const std::string cut(cut_utf8(select.text(1), limits::kMessageMaxBytes));
    update.bind(key, cut, static_cast<std::int64_t>(model::Altered::kMessage)).run();
  }
}

}  // namespace cpsg::storage::sqlite
