// What is to be expected of a batch: its pace, when it ends, why it waits, and what it will have cost.
//
//   const model::BatchOutlook outlook = outlook_of(batch, hours, now);
//   if (outlook.eta_at) print(*outlook.eta_at);
//
// A pure function. The pace is that of the last hour in which projects became done, so that it does not fall while the
// batch waits, and nothing before a minute of that has passed; the end is counted from the latest of these, over the
// hours in which projects are handed out, and lies at least one project ahead. Points of what is left go by the average
// of what has ended, at least those of the statistics (forecast.h).
#pragma once

#include "cpsg/base/clock.h"
#include "cpsg/model/batch.h"
#include "cpsg/schedule/off_peak.h"

namespace cpsg::schedule {

[[nodiscard]] model::BatchOutlook outlook_of(const model::Batch& batch, const OffPeak& hours, UnixTime now);

}  // namespace cpsg::schedule
