#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {

const char* const kSchemaVersion6 = R"sql(
)sql";

}  // namespace cpsg::storage::sqlite
