// Keys of the API: a row a key, found by the digest of its secret.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/sha256.h"
#include "cpsg/model/api_key.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

// As the port ApiKeys says.
void create_key(Connection& connection, const model::ApiKey& key, const Sha256Digest& digest, UnixTime now);
[[nodiscard]] std::optional<model::ApiKey> find_key(Connection& connection, const Sha256Digest& digest);
[[nodiscard]] std::vector<model::ApiKey> list_keys(Connection& connection);
[[nodiscard]] bool revoke_key(Connection& connection, std::string_view key_id, UnixTime now);
void record_key_use(Connection& connection, std::string_view key_id, std::chrono::sys_days day);

// For statements that read keys beside other things: the columns of the table `k`, and how a row of them is read.
[[nodiscard]] const std::string& key_columns();
[[nodiscard]] model::ApiKey read_key(const Query& query, int first_column);
// Whether the stored digest in this column is that one, in constant time.
[[nodiscard]] bool is_digest(const Query& query, int column, const Sha256Digest& digest);

}  // namespace cpsg::storage::sqlite
