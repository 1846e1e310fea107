// Protects: a process's own events keep the contract of the port.
#include "cpsg/coordination/local/local_events.h"

#include "cpsg/coordination/testing/events_suite.h"

namespace cpsg::coordination::local {
namespace {

struct LocalEventSources {
  std::unique_ptr<Events> open() { return std::make_unique<LocalEvents>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Local, EventsSuite, LocalEventSources);

}  // namespace
}  // namespace cpsg::coordination::local
