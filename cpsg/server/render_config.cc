#include "cpsg/server/render_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/server/config_keys.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::server {
namespace {

constexpr std::string_view kMask = "********";

std::string toml_text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string render_value(const ConfigKey& key, const Config& config) {
  const std::vector<std::string> values = key.get(config);
  const auto shown = [&](const std::string& value) { return toml_text(key.secret ? kMask : std::string_view(value)); };
  if (!key.list && values.empty()) return toml_text("");
  if (!key.list) {
    const std::string& value = values.front();
    const bool number = !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
    return number && !key.secret ? value : shown(value);
  }
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + shown(value);
  return "[" + list + "]";
}

}  // namespace

std::string render_config(const LoadedConfig& loaded) {
  std::string text =
      loaded.file ? fmt::format("# read from {}\n\n", loaded.file->string()) : "# no configuration file was found\n\n";
  std::string section;
  for (const ConfigKey& key : config_keys()) {
    const std::size_t dot = key.name.find('.');
    if (key.name.substr(0, dot) != section) {
      section = key.name.substr(0, dot);
      text += fmt::format("{}[{}]\n", text.ends_with("\n\n") ? "" : "\n", section);
    }
    const auto source = loaded.sources.find(std::string(key.name));
    // A masked value is commented out, so that nobody reads the mask back as the secret.
    const bool masked = key.secret && !key.get(loaded.config).empty();
    text += fmt::format("# {} ({})\n{}{} = {}\n", key.meaning,
                        source == loaded.sources.end() ? "default" : "from " + source->second, masked ? "# " : "",
                        key.name.substr(dot + 1), render_value(key, loaded.config));
  }
  return text;
}

std::string render_config_json(const LoadedConfig& loaded) {
  std::string text;
  for (const ConfigKey& key : config_keys()) {
    std::vector<std::string> values = key.get(loaded.config);
    if (key.secret) std::ranges::fill(values, kMask);
    const auto source = loaded.sources.find(std::string(key.name));
    shape::JsonObject out(text);
    out.text("key", key.name);
    if (key.list) {
      out.list("value", values);
    } else {
      out.text("value", values.empty() ? "" : values.front());
    }
    out.text("source", source == loaded.sources.end() ? "default" : source->second);
    out.text("meaning", key.meaning);
    out.finish();
    text += '\n';
  }
  return text;
}

}  // namespace cpsg::server
