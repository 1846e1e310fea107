// Real answers, for the document: openapi_examples_test.cc gives and compares them.
#include "cpsg/api/openapi.h"

namespace cpsg::api {
namespace {

struct Example {
  std::string_view operation;
  int status;
  std::string_view json;
};

constexpr Example kExamples[] =
    {
        {"list_projects", 200,
         R"json({"data":[{"id":"pcca3c7bdcd0ac6f3ac04","github_id":null,"owner":"Octo","name":"Demo","full_name":"Octo/Demo","default_branch":"main","description":"A project for examples","homepage":null,"topics":["examples"],"license":"MIT","visibility":"public","archived":false,"fork":false,"empty":false,"renamed_from":[],"language":"C++","languages":[{"name":"C++","bytes":20000},{"name":"Python","bytes":500}],"stars":42,"forks":3,"watchers":2,"open_issues":1,"closed_issues":0,"size_kb":120,"releases":0,"tags":0,"contributors":3,"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","pushed_at":"2026-01-05T10:00:00Z","commits":5,"commits_all":6,"branches":3,"pull_requests":{"open":0,"closed":0,"merged":1,"total":1},"status":{"state":"ok","reason":null,"code":null,"since":"2026-02-14T10:00:02Z","next_sync_at":"2026-01-05T10:00:00Z","last_synced_at":"2026-02-14T10:00:07Z","coverage":{"commits":1,"branches":1,"pull_requests":null}}}],"next":null})json"},
        {"get_project", 200, R"json({"id":"pcca3c7bdcd0ac6f3ac04","github_id":null,"owner":"Octo","name":"Demo","full_name":"Octo/Demo","default_branch":"main","description":"A project for examples","homepage":null,"topics":["examples"],"license":"MIT","visibility":"public","archived":false,"fork":false,"empty":false,"renamed_from":[],"language":"C++","languages":[{"name":"C++","bytes":20000},{"name":"Python","bytes":500}],"stars":42,"forks":3,"watchers":2,"open_issues":1,"closed_issues":0,"size_kb":120,"releases":0,"tags":0,"contributors":3,"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","pushed_at":"2026-01-05T10:00:00Z","commits":5,"commits_all":6,"branches":3,"pull_requests":{"open":0,"closed":0,"merged":1,"total":1},"status":{"state":"ok","reason":null,"code":null,"since":"2026-02-14T10:00:02Z","next_sync_at":"2026-01-05T10:00:00Z","last_synced_at":"2026-02-14T10:00:07Z","coverage":{"commits":1,"branches":1,"pull_requests":null}}})json"},
        {"list_branches", 200,
         R"json({"data":[{"name":"feature","oid":"6666666666666666666666666666666666666666","default":false,"ahead":1,"behind":2,"merged":false,"commits":4,"committed_at":"2026-02-05T11:00:00+01:00","author":"Bob, \"the\" builder","deleted_at":null},{"name":"main","oid":"6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d","default":true,"ahead":0,"behind":0,"merged":null,"commits":5,"committed_at":"2026-02-04T11:00:00+01:00","author":"Ada","deleted_at":null}],"next":"YgEEbWFpbg"})json"},
        {"list_commits", 200,
         R"json({"data":[{"oid":"6666666666666666666666666666666666666666","parents":["6363636363636363636363636363636363636363"],"author":{"name":"Bob, \"the\" builder","email":null,"date":"2026-02-05T11:00:00+01:00","login":null},"committer":{"name":"Bob, \"the\" builder","email":null,"date":"2026-02-05T11:00:00+01:00","login":null},"message":"commit f\n\n\"quoted\", and more","additions":null,"deletions":null,"changed_files":null,"bot":false,"on_default_branch":false,"unreachable_since":null,"altered":[]},{"oid":"6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d6d","parents":["6363636363636363636363636363636363636363","6464646464646464646464646464646464646464"],"author":{"name":"Ada","email":"hash-of-ada","date":"2026-02-04T11:00:00+01:00","login":"ada"},"committer":{"name":"Ada","email":"hash-of-ada","date":"2026-02-04T11:00:00+01:00","login":"ada"},"message":"commit m\n\n\"quoted\", and more","additions":null,"deletions":null,"changed_files":null,"bot":false,"on_default_branch":true,"unreachable_since":null,"altered":[]}],"next":"YwHB4piYDW1tbW1tbW1tbW1tbW1tbW1tbW1t"})json"},
        {"get_activity", 200,
         R"json({"data":[{"start":"2026-01-01T00:00:00Z","commits":4,"merges":0,"bots":1,"commits_all":4,"merges_all":0,"bots_all":1},{"start":"2026-02-01T00:00:00Z","commits":1,"merges":1,"bots":0,"commits_all":2,"merges_all":1,"bots_all":0}],"next":null})json"},
        {"list_contributors", 200,
         R"json({"data":[{"name":"Bob, \"the\" builder","email":null,"login":null,"bot":false,"commits":2,"commits_all":3,"first_commit_at":"2026-01-07T10:00:00Z","last_commit_at":"2026-02-05T10:00:00Z"},{"name":"Ada","email":"hash-of-ada","login":"ada","bot":false,"commits":2,"commits_all":2,"first_commit_at":"2026-01-05T10:00:00Z","last_commit_at":"2026-02-04T10:00:00Z"}],"next":"YQEEC2hhc2gtb2YtYWRhA0FkYQ"})json"},
        {"list_pulls", 200,
         R"json({"data":[{"number":7,"title":"Say \"hello\"","state":"merged","draft":false,"author":"ada","bot":false,"base":{"ref":"main","oid":"6161616161616161616161616161616161616161"},"head":{"ref":"feature","oid":"6464646464646464646464646464646464646464","repo":"Octo/Demo"},"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-06T10:00:00Z","closed_at":"2026-01-05T11:00:00Z","merged_at":"2026-01-05T11:00:00Z","merged_by":"bob","additions":10,"deletions":2,"changed_files":1,"commits":null,"comments":null,"reviews":null,"review_decision":null,"labels":["bug"],"first_review_at":null,"lead_time_s":3600}],"next":null})json"},
        {"get_pull", 200,
         R"json({"number":7,"title":"Say \"hello\"","state":"merged","draft":false,"author":"ada","bot":false,"base":{"ref":"main","oid":"6161616161616161616161616161616161616161"},"head":{"ref":"feature","oid":"6464646464646464646464646464646464646464","repo":"Octo/Demo"},"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-06T10:00:00Z","closed_at":"2026-01-05T11:00:00Z","merged_at":"2026-01-05T11:00:00Z","merged_by":"bob","additions":10,"deletions":2,"changed_files":1,"commits":null,"comments":null,"reviews":null,"review_decision":null,"labels":["bug"],"first_review_at":null,"lead_time_s":3600})json"},
        {"list_history", 200,
         R"json({"data":[{"date":"2026-01-05","stars":42,"forks":3,"watchers":2,"open_issues":1,"closed_issues":0,"size_kb":120,"releases":0,"tags":0,"contributors":3,"commits":5,"commits_all":6,"branches":3,"pull_requests":{"open":0,"closed":0,"merged":1,"total":1}}],"next":null})json"},
        {"get_index", 200,
         R"json({"revision":"AQ_UvwIAAAIB","reset":true,"complete":true,"synced":1,"total":1,"window":"90d","spark_days":[7,8,7,8,7,8,7,8,7,8,7,8],"columns":{"id":["pcca3c7bdcd0ac6f3ac04"],"full_name":["Octo/Demo"],"stars":[42],"stars_d":[null],"commits_w":[1],"spark":[[0,0,0,0,0,0,0,0,0,0,0,1]]},"removed":[]})json"},
        {"get_overview", 200,
         R"json({"since":"2026-01-01","projects":1,"complete":true,"states":{"pending":0,"syncing":0,"ok":1,"waiting_quota":0,"no_access":0,"sso_required":0,"gone":0,"blocked":0,"failing":0},"stars":{"value":42,"known":1,"change":null,"compared":0},"forks":{"value":3,"known":1,"change":null,"compared":0},"commits":{"value":5,"known":1,"change":1,"compared":1},"pulls_open":{"value":0,"known":1,"change":null,"compared":0},"late":{"projects":0,"since":null},"oldest_sync":{"full_name":"Octo/Demo","last_synced_at":"2026-02-14T10:00:07Z"},"grew":{"total":0,"first":[]},"busy":{"total":1,"first":[{"id":"pcca3c7bdcd0ac6f3ac04","full_name":"Octo/Demo","commits":1}]},"went_quiet":{"total":0,"first":[]},"newly_failing":{"total":0,"first":[]}})json"},
        {"add_project", 202,
         R"json({"id":"p511d15697d2cc789ed64","github_id":null,"owner":"pallets","name":"flask","full_name":"pallets/flask","default_branch":null,"description":null,"homepage":null,"topics":null,"license":null,"visibility":null,"archived":null,"fork":null,"empty":null,"renamed_from":[],"language":null,"languages":null,"stars":null,"forks":null,"watchers":null,"open_issues":null,"closed_issues":null,"size_kb":null,"releases":null,"tags":null,"contributors":null,"created_at":null,"updated_at":null,"pushed_at":null,"commits":null,"commits_all":null,"branches":null,"pull_requests":{"open":null,"closed":null,"merged":null,"total":null},"status":{"state":"pending","reason":null,"code":null,"since":"2026-01-05T10:00:00Z","next_sync_at":"2026-01-05T10:00:00Z","last_synced_at":null,"coverage":{"commits":null,"branches":null,"pull_requests":null}}})json"},
        {"add_project", 200,
         R"json({"id":"pcca3c7bdcd0ac6f3ac04","github_id":null,"owner":"Octo","name":"Demo","full_name":"Octo/Demo","default_branch":"main","description":"A project for examples","homepage":null,"topics":["examples"],"license":"MIT","visibility":"public","archived":false,"fork":false,"empty":false,"renamed_from":[],"language":"C++","languages":[{"name":"C++","bytes":20000},{"name":"Python","bytes":500}],"stars":42,"forks":3,"watchers":2,"open_issues":1,"closed_issues":0,"size_kb":120,"releases":0,"tags":0,"contributors":3,"created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","pushed_at":"2026-01-05T10:00:00Z","commits":5,"commits_all":6,"branches":3,"pull_requests":{"open":0,"closed":0,"merged":1,"total":1},"status":{"state":"ok","reason":null,"code":null,"since":"2026-02-14T10:00:02Z","next_sync_at":"2026-01-05T10:00:00Z","last_synced_at":"2026-02-14T10:00:07Z","coverage":{"commits":1,"branches":1,"pull_requests":null}}})json"},
        {"create_batch", 202,
         R"json({"id":"b1","name":"nightly","state":"running","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}})json"},
        {"list_batches", 200,
         R"json({"data":[{"id":"b1","name":"nightly","state":"running","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}}],"next":null})json"},
        {"get_batch", 200,
         R"json({"id":"b1","name":"nightly","state":"running","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}})json"},
        {"list_batch_projects", 200,
         R"json({"data":[{"full_name":"Octo/Demo","state":"pending","released_at":null,"code":null},{"full_name":"octo/other","state":"pending","released_at":null,"code":null}],"next":null})json"},
        {"pause_batch", 200,
         R"json({"id":"b1","name":"nightly","state":"paused","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}})json"},
        {"resume_batch", 200,
         R"json({"id":"b1","name":"nightly","state":"running","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}})json"},
        {"retry_batch", 200,
         R"json({"id":"b1","name":"nightly","state":"running","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}})json"},
        {"cancel_batch", 200,
         R"json({"id":"b1","name":"nightly","state":"cancelled","created_at":"2026-01-05T10:00:00Z","updated_at":"2026-01-05T10:00:00Z","progress":{"total":2,"pending":2,"running":0,"done":0,"failed":0}})json"},
        {"take_delivery", 202, R"json({"accepted":true})json"},
        {"list_deliveries", 200, R"json({"data":[{"event":"push","count":1}],"next":null})json"},
        {"get_me", 200,
         R"json({"access":"write","key":"dashboard","key_id":"k0a1b2c3d4e5","session":false,"private":true,"expires_at":"2026-01-06T10:00:00Z"})json"},
        {"create_session", 200,
         R"json({"access":"write","key":"dashboard","key_id":"k0a1b2c3d4e5","session":true,"private":true,"expires_at":"2026-01-05T22:00:00Z"})json"},
        {"get_status", 200,
         R"json({"accounts":[{"account":"user:octo","rest":{"limit":5000,"remaining":4000,"floor":500,"reserved":3,"resets_in_s":60,"blocked_for_s":null},"graphql":null}],"warnings":["token 1 ends in 3 days"]})json"},
        {"get_activity_of_several", 200,
         R"json({"data":[{"project":"octo/demo","error":null,"result":{"data":[{"start":"2026-01-01T00:00:00Z","commits":4,"merges":0,"bots":1,"commits_all":4,"merges_all":0,"bots_all":1},{"start":"2026-02-01T00:00:00Z","commits":1,"merges":1,"bots":0,"commits_all":2,"merges_all":1,"bots_all":0}],"next":null}},{"project":"octo/nobody","error":{"code":"not_found","message":"the project octo/nobody is not followed"},"result":null}],"next":null})json"},
        {"list_history_of_several", 200,
         R"json({"data":[{"project":"octo/demo","error":null,"result":{"data":[{"date":"2026-01-05","stars":42,"forks":3,"watchers":2,"open_issues":1,"closed_issues":0,"size_kb":120,"releases":0,"tags":0,"contributors":3,"commits":5,"commits_all":6,"branches":3,"pull_requests":{"open":0,"closed":0,"merged":1,"total":1}}],"next":null}}],"next":null})json"},
        {"get_health", 200, R"json({"status":"ok"})json"},
        {"get_readiness", 200, R"json({"status":"ok"})json"},
};

}  // namespace

std::string_view example_of(std::string_view operation, int status) noexcept {
  for (const Example& each : kExamples) {
    if (each.operation == operation && each.status == status) return each.json;
  }
  return "";
}

}  // namespace cpsg::api
