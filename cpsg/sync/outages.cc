#include "cpsg/sync/outages.h"

#include <algorithm>

namespace cpsg::sync {
namespace {

using std::chrono::seconds;

constexpr seconds kFirstPause{2};
constexpr seconds kLongestPause{60};
constexpr seconds kLongestTry{60};

}  // namespace

Turn Outages::turn(Service service, UnixTime now) {
  const std::lock_guard lock(mutex_);
  State& state = of(service);
  if (!state.failure) return Turn::kGo;
  if (holds(state, now)) return Turn::kRest;
  state.tried = true;
  state.rest = kLongestTry;
  state.until = now + state.rest;
  return Turn::kTry;
}

bool Outages::rests(Service service, UnixTime now) const {
  const std::lock_guard lock(mutex_);
  return of(service).failure && holds(of(service), now);
}

std::optional<Failure> Outages::failure(Service service) const {
  const std::lock_guard lock(mutex_);
  return of(service).failure;
}

std::optional<UnixTime> Outages::since(Service service) const {
  const std::lock_guard lock(mutex_);
  const State& state = of(service);
  return state.failure && state.since != UnixTime{} ? std::optional(state.since) : std::nullopt;
}

void Outages::failed(Service service, const Failure& failure, UnixTime began, UnixTime now) {
  const std::lock_guard lock(mutex_);
  State& state = of(service);
  // Those that were on their way when it began say nothing new.
  if (state.failure && holds(state, now) && !state.tried) return;
  if (!state.failure) {
    state.since = state.known ? began : UnixTime{};
    state.pause = seconds{0};
  }
  state.known = true;
  state.failure = failure;
  state.tried = false;
  state.pause = state.pause == seconds{0} ? kFirstPause : std::min(2 * state.pause, kLongestPause);
  state.rest = state.pause;
  state.until = now + state.rest;
}

void Outages::not_tried(Service service, UnixTime now) {
  const std::lock_guard lock(mutex_);
  State& state = of(service);
  if (!state.failure || !state.tried) return;
  state.tried = false;
  state.until = now;
}

std::optional<UnixTime> Outages::succeeded(Service service) {
  const std::lock_guard lock(mutex_);
  State& state = of(service);
  const bool ended = state.failure || !state.known;
  const UnixTime since = state.known ? state.since : UnixTime{};
  state = {.known = true};
  return ended ? std::optional(since) : std::nullopt;
}

}  // namespace cpsg::sync
