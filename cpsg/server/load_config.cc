#include "cpsg/server/load_config.h"

#include <fmt/format.h>
#include <unistd.h>

#include <toml++/toml.h>
#include <algorithm>
#include <array>

#include "cpsg/base/error.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/server/config_keys.h"
#include "cpsg/server/home_path.h"

namespace cpsg::server {
namespace {

constexpr std::string_view kEnvironmentPrefix = "CPSG_";
constexpr std::size_t kFileMaxBytes = std::size_t{1} << 20;

std::string variable_of(std::string_view key) {
  std::string name(kEnvironmentPrefix);
  for (const char c : key) name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  return name;
}

std::string find_variable(const ConfigInput& input, std::string_view name) {
  for (const auto& [variable, value] : input.environment) {
    if (variable == name) return value;
  }
  return {};
}

// A relative path would mean another directory for every working directory: it counts as not set, as the XDG Base
// Directory Specification says.
std::string absolute_variable(const ConfigInput& input, std::string_view name) {
  std::string value = find_variable(input, name);
  return value.starts_with('/') ? value : std::string{};
}

// $XDG_..._HOME, or its default beneath $HOME; empty if neither is set.
std::filesystem::path xdg_directory(const ConfigInput& input, std::string_view variable, std::string_view fallback) {
  if (std::string set = absolute_variable(input, variable); !set.empty()) return set;
  const std::string home = absolute_variable(input, "HOME");
  return home.empty() ? std::filesystem::path{} : std::filesystem::path(home) / fallback;
}

// Variables of the project's scripts and tests, which may be set where the program runs.
bool belongs_to_scripts(std::string_view variable) {
  constexpr std::array<std::string_view, 9> kNames = {"CPSG_BIN",    "CPSG_CACHE_DIR", "CPSG_CCACHE",
                                                      "CPSG_CONFIG", "CPSG_DATA_DIR",  "CPSG_FUZZ",
                                                      "CPSG_JOBS",   "CPSG_SANITIZE",  "CPSG_WERROR"};
  return variable.starts_with("CPSG_TEST_") || std::ranges::find(kNames, variable) != kNames.end();
}

// The value of a key that holds a path, which may stand behind a scheme ("sqlite:~/cpsg.db").
std::vector<std::string> expand_path(std::string_view value, std::string_view home) {
  const std::size_t path = value.starts_with("sqlite:") ? value.find(':') + 1 : 0;
  return {std::string(value.substr(0, path)) + expand_home(value.substr(path), home)};
}

void apply(LoadedConfig& loaded, const ConfigKey& key, const std::vector<std::string>& values, std::string source) {
  try {
    if (!key.list && values.size() != 1) throw Error(ErrorCode::kConfigInvalid, "must be a single value");
    key.set(loaded.config, is_path_key(key.name) ? expand_path(values.front(), loaded.home) : values);
  } catch (const Error& e) {
    // What has an @ may be a URL with a password in it.
    const bool shown = !key.secret && values.size() == 1 && values.front().find('@') == std::string::npos;
    const std::string given = shown ? fmt::format(" (it is '{}')", values.front()) : "";
    throw Error(ErrorCode::kConfigInvalid, fmt::format("{}: {} {}{}", source, key.name, e.what(), given));
  }
  loaded.sources[std::string(key.name)] = std::move(source);
}

const ConfigKey& require_key(std::string_view name, std::string_view source) {
  if (const ConfigKey* key = find_config_key(name)) return *key;
  throw Error(ErrorCode::kConfigInvalid,
              fmt::format("{}: unknown key '{}'; did you mean '{}'?", source, name, nearest_config_key(name)));
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts;
  for_each_part(text, ',', [&](std::string_view part) {
    if (part = trim(part); !part.empty()) parts.emplace_back(part);
  });
  return parts;
}

std::vector<std::string> values_of(const ConfigKey& key, std::string_view text) {
  return key.list ? split_list(text) : std::vector<std::string>{std::string(text)};
}

std::string scalar_text(const toml::node& node, std::string_view where) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* answer = node.as_boolean()) return answer->get() ? "true" : "false";
  throw Error(ErrorCode::kConfigInvalid, fmt::format("{} must be a text, a whole number, true or false", where));
}

void apply_file_value(LoadedConfig& loaded, const std::string& name, const toml::node& node, const std::string& file) {
  const ConfigKey& key = require_key(name, file);
  std::vector<std::string> values;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& item : *array) values.push_back(scalar_text(item, name));
  } else {
    values.push_back(scalar_text(node, name));
  }
  apply(loaded, key, values, file);
}

void apply_file(LoadedConfig& loaded, const std::filesystem::path& path) {
  const std::string file = path.string();
  std::error_code error;
  const std::uintmax_t size_bytes = std::filesystem::file_size(path, error);
  if (error) throw Error(ErrorCode::kConfigInvalid, fmt::format("{}: {}", file, error.message()));
  if (size_bytes > kFileMaxBytes) throw Error(ErrorCode::kConfigInvalid, file + ": is too large for a configuration");
  toml::table table;
  try {
    table = toml::parse_file(file);
  } catch (const toml::parse_error& e) {
    throw Error(ErrorCode::kConfigInvalid,
                fmt::format("{}:{}: {}", file, e.source().begin.line, std::string(e.description())));
  }
  for (const auto& [section, node] : table) {
    const toml::table* keys = node.as_table();
    if (keys == nullptr) {  // not a section: a quoted whole name, as "sync.parallel" = 7, or an unknown key
      apply_file_value(loaded, std::string(section.str()), node, file);
      continue;
    }
    for (const auto& [key, value] : *keys) {
      apply_file_value(loaded, fmt::format("{}.{}", std::string(section.str()), std::string(key.str())), value, file);
    }
  }
}

void apply_environment(LoadedConfig& loaded, const ConfigInput& input) {
  for (const auto& [variable, value] : input.environment) {
    if (!variable.starts_with(kEnvironmentPrefix) || belongs_to_scripts(variable)) continue;
    const auto keys = config_keys();
    const auto key =
        std::find_if(keys.begin(), keys.end(), [&](const ConfigKey& k) { return variable_of(k.name) == variable; });
    if (key == keys.end()) {
      loaded.warnings.push_back(fmt::format("environment variable {} is not a setting of cpsg; ignored", variable));
    } else {
      apply(loaded, *key, values_of(*key, value), "environment " + variable);
    }
  }
}

void apply_settings(LoadedConfig& loaded, const ConfigInput& input) {
  for (const std::string& setting : input.settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) throw Error(ErrorCode::kConfigInvalid, "--set takes key=value");
    const ConfigKey& key = require_key(setting.substr(0, equals), "--set");
    if (key.secret) {
      loaded.warnings.push_back(fmt::format("--set {} shows a secret to every user of this machine; use the file or {}",
                                            key.name, variable_of(key.name)));
    }
    apply(loaded, key, values_of(key, std::string_view(setting).substr(equals + 1)), "--set");
  }
}

// The file that is to be read, if there is one.
std::optional<std::filesystem::path> find_file(const ConfigInput& input, LoadedConfig& loaded) {
  const std::string named = input.file ? *input.file : find_variable(input, "CPSG_CONFIG");
  if (!named.empty()) return expand_home(named, loaded.home);
  const std::filesystem::path directory = xdg_directory(input, "XDG_CONFIG_HOME", ".config");
  std::error_code error;
  if (!directory.empty()) {
    if (std::filesystem::path file = directory / "cpsg" / "config.toml"; std::filesystem::exists(file, error)) {
      return file;
    }
    // The name until version 0.2.0. To pass it over would be to run with other settings than yesterday.
    if (std::filesystem::path file = directory / "cpsg" / "cpsg.toml"; std::filesystem::exists(file, error)) {
      loaded.warnings.push_back(fmt::format("{} is read; its name is config.toml now: rename it", file.string()));
      return file;
    }
  }
  if (std::filesystem::exists(input.system_file, error)) return input.system_file;
  return std::nullopt;
}

}  // namespace

LoadedConfig load_config(const ConfigInput& input) {
  LoadedConfig loaded;
  loaded.home = absolute_variable(input, "HOME");
  const std::filesystem::path data = xdg_directory(input, "XDG_DATA_HOME", ".local/share");
  if (!data.empty()) loaded.config.store_url = "sqlite:" + (data / "cpsg" / "cpsg.db").string();
  loaded.file = find_file(input, loaded);
  if (loaded.file) apply_file(loaded, *loaded.file);
  apply_environment(loaded, input);
  apply_settings(loaded, input);
  return loaded;
}

std::vector<std::pair<std::string, std::string>> read_environment() {
  std::vector<std::pair<std::string, std::string>> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = text.substr(0, equals);
    if (name.starts_with(kEnvironmentPrefix) || name.starts_with("XDG_") || name == "HOME") {
      variables.emplace_back(name, text.substr(equals + 1));
    }
  }
  return variables;
}

}  // namespace cpsg::server
