// File descriptors: how many connections they suffice for, and one that is kept for when there is none left.
//
//   const ConnectionBounds bounds = connection_bounds(options.connections_max, descriptors_max());
//   SpareDescriptor spare;
//   if (no_descriptor_left && spare.close()) { ...accept one, answer 503, close it...; spare.open(); }
//
// Threads: a SpareDescriptor belongs to one.
#pragma once

#include <cstddef>

namespace cpsg::http {

// How many this process may have open, as things are.
[[nodiscard]] std::size_t descriptors_max() noexcept;

// Lets this process have as many as it may give itself. For the start of a program.
void raise_descriptors_max() noexcept;

struct ConnectionBounds {
  std::size_t served = 0;   // connections that are served
  std::size_t refused = 0;  // further ones, while a 503 is sent to them
};

// No more than `wanted`, and so few that half of the descriptors, at most 128, are left for files, remotes and the
// programs that are started.
[[nodiscard]] ConnectionBounds connection_bounds(std::size_t wanted, std::size_t descriptors) noexcept;

class SpareDescriptor {
 public:
  SpareDescriptor() { open(); }
  ~SpareDescriptor() { close(); }
  SpareDescriptor(const SpareDescriptor&) = delete;
  SpareDescriptor& operator=(const SpareDescriptor&) = delete;

  // Takes a descriptor again, if there is one.
  void open() noexcept;
  // Gives it to whoever opens something next. False if it had none.
  bool close() noexcept;

 private:
  int fd_ = -1;
};

}  // namespace cpsg::http
