// The dashboard's built files, as they are in this program.
//
//   for (const EmbeddedFile& file : embedded_files()) total_bytes += file.brotli.size();
//
// They are there from build time (CMakeLists.txt), valid as long as the program, and the same for all threads.
#pragma once

#include <span>
#include <string_view>

namespace cpsg::site {

struct EmbeddedFile {
  std::string_view path;    // "/assets/app-1a2b3c.js", "/index.html"
  std::string_view brotli;  // the content, coded
  std::string_view gzip;
};

// Empty where the program was built without the dashboard.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files() noexcept;

}  // namespace cpsg::site
