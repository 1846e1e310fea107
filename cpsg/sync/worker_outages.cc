// What the worker learns of outages from what it did, what it tells others of them, and what follows when one is over.
#include <algorithm>
#include <string_view>
#include <vector>

#include "cpsg/base/counted.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/make_all_due.h"
#include "cpsg/sync/worker.h"

namespace cpsg::sync {
namespace {

std::string_view words_for(Service service) {
  switch (service) {
    case Service::kApi:
      return "GitHub's API cannot be used";
    case Service::kGit:
      return "git's remote cannot be reached";
    case Service::kStore:
      return "the database cannot be written";
  }
  return "";
}

// What projects wait for that fail for want of it.
std::vector<ErrorCode> codes_of(Service service) {
  switch (service) {
    case Service::kApi:
      return {ErrorCode::kUnauthorized, ErrorCode::kConfigInvalid, ErrorCode::kNetwork, ErrorCode::kTls};
    case Service::kGit:
      return {ErrorCode::kNetwork, ErrorCode::kTls};
    case Service::kStore:
      return {ErrorCode::kStoreFull, ErrorCode::kStoreIo, ErrorCode::kStoreLocked};
  }
  return {};
}

// Whether GitHub gave it, so that it can be reached and takes our token.
bool is_answer(const std::optional<Failure>& failure) {
  if (!failure) return true;
  switch (kind_of(failure->code, Asked::kApi)) {
    case FailureKind::kAccess:
    case FailureKind::kRepository:
      return true;
    case FailureKind::kMoment:
      return failure->code == ErrorCode::kRemoteError;
    case FailureKind::kOurs:
      return false;
  }
  return false;
}

}  // namespace

// Neither git's remote nor an API can be asked now.
bool Worker::all_remotes_rest(UnixTime now) const {
  return outages_.rests(Service::kGit, now) && (settings_.api == nullptr || outages_.rests(Service::kApi, now));
}

// Tells the job what it need not try, because others do. False if it has to wait.
bool Worker::prepare(Job& job, bool local) {
  const UnixTime now = clock_.unix_time();
  if (!local) {
    if (all_remotes_rest(now)) return false;
    if (outages_.turn(Service::kGit, now) == Turn::kRest) job.options.git_failure = outages_.failure(Service::kGit);
    const bool may_ask = settings_.api != nullptr && !job.options.api_failure;
    if (may_ask && outages_.turn(Service::kApi, now) == Turn::kRest) {
      job.options.api_failure = outages_.failure(Service::kApi);
    }
    if (job.options.git_failure) job.untried.push_back(Service::kGit);
    if (job.options.api_failure && outages_.failure(Service::kApi)) job.untried.push_back(Service::kApi);
  }
  return outages_.turn(Service::kStore, now) != Turn::kRest;
}

void Worker::learn_from_refresh(const std::vector<RefreshResult>& results, UnixTime began) {
  Contact contact;
  for (const RefreshResult& result : results) {
    if (is_answer(result.failure)) {
      contact.answered = true;
    } else if (is_outage(result.failure->code, Asked::kApi)) {
      contact.outage = result.failure;
    }
  }
  if (contact.answered) contact.outage.reset();
  learn(Service::kApi, contact, began);
  learn(Service::kStore, {.answered = true, .outage = {}}, began);
}

void Worker::learn_from_sync(const SyncReport& report, const std::optional<Failure>& failure, UnixTime began) {
  learn(Service::kGit, report.git_contact, began);
  learn(Service::kApi, report.api_contact, began);
  const bool of_store = failure && concerns_store(failure->code);
  learn(Service::kStore, {.answered = !failure, .outage = of_store ? failure : std::nullopt}, began);
}

void Worker::learn(Service service, const Contact& contact, UnixTime began) {
  const UnixTime now = clock_.unix_time();
  if (contact.outage) {
    if (!outages_.failure(service)) {
      log::warning("{}: {}; one project at a time tries again", words_for(service), contact.outage->message);
    }
    outages_.failed(service, *contact.outage, began, now);
  } else if (contact.answered) {
    if (const std::optional<UnixTime> since = outages_.succeeded(service)) works_again(service, *since);
  } else {
    outages_.not_tried(service, now);
  }
}

std::vector<model::Warning> Worker::warnings() const {
  std::vector<model::Warning> warnings;
  for (const Service service : {Service::kApi, Service::kGit, Service::kStore}) {
    const std::optional<Failure> failure = outages_.failure(service);
    if (!failure) continue;
    warnings.push_back({.code = failure->code,
                        .severity = model::Severity::kError,
                        .since = outages_.since(service),
                        .text = std::string(words_for(service)) + ": " + failure->message});
  }
  return warnings;
}

// One that waits for it tries whether an outage is over, although it is not due yet.
void Worker::make_one_due_in_outage() {
  const UnixTime now = clock_.unix_time();
  for (const Service service : {Service::kApi, Service::kGit, Service::kStore}) {
    if (!outages_.failure(service) || outages_.rests(service, now)) continue;
    static_cast<void>(stores_.projects.make_due(codes_of(service), UnixTime{}, now, 1));
  }
}

// All that has waited for it since then is due.
void Worker::works_again(Service service, UnixTime since) {
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(git_jobs_, [&](const Job& job) {
      const bool waits = service == Service::kApi && is_outage(job.options.api_failure->code, Asked::kApi);
      if (waits) queued_ids_.erase(job.project_id);
      return waits;
    });
  }
  try {
    const std::size_t due = make_all_due(stores_.projects, codes_of(service), since, clock_.unix_time());
    if (due == 0) return;
    log::info("{} due: it is over that {}", counted(due, "project that waited is", "projects that waited are"),
              words_for(service));
    wake();
  } catch (const std::exception& e) {
    log::warning("what waited for the end of an outage is due only at its own time: {}", e.what());
  }
}

// Once an outage is over, all that waited for it is made due, but not a sync that still ran: what it did without is in
// the project's status only now, and nobody else would make it due.
void Worker::make_due_if_over(const Job& job) {
  const bool is_over = std::ranges::any_of(job.untried, [&](Service service) { return !outages_.failure(service); });
  if (!is_over || stop_) return;
  try {
    for (const model::Project& project : stores_.projects.projects({&job.project_id, 1})) {
      make_due(project, clock_.unix_time());
    }
    wake();
  } catch (const std::exception& e) {
    log::warning("{}: what waited for the end of an outage is due only at its own time: {}", name_of(job.project_id),
                 e.what());
  }
}

}  // namespace cpsg::sync
