// Written by tools/types.ts from the API's own document; `npm run types` writes it again.
export interface paths {
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_projects"];
        put?: never;
        post: operations["add_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_project"];
        put?: never;
        post?: never;
        delete: operations["remove_project"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["sync_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["export_project"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/export/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["export_projects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_project_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/index": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_index"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_branches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/branches/{branch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_branch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/commits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_commits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/commits/{oid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_commit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/contributors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_contributors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/contributors/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_contributor_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/contributors/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_contributor_activity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_releases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_activity_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contributors/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_contributor_summary_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/contributors/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_contributor_activity_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_history_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_branches_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/releases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_releases_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/pulls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_pulls"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/pulls/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_pull_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pulls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_pulls_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pulls/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_pull_summary_of_several"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/pulls/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_pull"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_batches"];
        put?: never;
        post: operations["create_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_batch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_batch_projects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_batch_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["pause_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["resume_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["cancel_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/batches/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["retry_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lists": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_saved_lists"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lists/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_saved_list"];
        put: operations["put_saved_list"];
        post?: never;
        delete: operations["delete_saved_list"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{owner}/{name}/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_project_syncs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/syncs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_syncs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_status_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["make_plan"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/badge/{owner}/{name}/{kind}.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_badge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/badge/{owner}/{name}/{kind}.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_badge_json"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/card/{owner}/{name}.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/chart/{owner}/{name}/{chart}.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_chart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["list_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/github": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["take_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["create_session"];
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["follow_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["get_readiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        project: {
            id: string;
            /** Format: int64 */
            github_id: number | null;
            owner: string;
            name: string;
            full_name: string;
            default_branch: string | null;
            description: string | null;
            homepage: string | null;
            topics: string[] | null;
            license: string | null;
            visibility: string | null;
            archived: boolean | null;
            fork: boolean | null;
            empty: boolean | null;
            renamed_from: string[];
            language: string | null;
            languages: {
                name: string;
                /** Format: int64 */
                bytes: number;
            }[] | null;
            /** Format: int64 */
            stars: number | null;
            /** Format: int64 */
            forks: number | null;
            /** Format: int64 */
            watchers: number | null;
            /** Format: int64 */
            open_issues: number | null;
            /** Format: int64 */
            closed_issues: number | null;
            /** Format: int64 */
            size_kb: number | null;
            /** Format: int64 */
            releases: number | null;
            /** Format: int64 */
            tags: number | null;
            /** Format: int64 */
            contributors: number | null;
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** Format: date-time */
            pushed_at: string | null;
            /** Format: int64 */
            commits: number | null;
            /** Format: int64 */
            commits_all: number | null;
            /** Format: int64 */
            branches: number | null;
            pull_requests: {
                /** Format: int64 */
                open: number | null;
                /** Format: int64 */
                closed: number | null;
                /** Format: int64 */
                merged: number | null;
                /** Format: int64 */
                total: number | null;
            };
            status: {
                /** @enum {string} */
                state: "pending" | "syncing" | "ok" | "waiting_quota" | "no_access" | "sso_required" | "gone" | "blocked" | "failing";
                reason: string | null;
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                /** Format: date-time */
                since: string | null;
                /** Format: date-time */
                next_sync_at: string | null;
                /** Format: date-time */
                last_synced_at: string | null;
                coverage: {
                    commits: number | null;
                    branches: number | null;
                    pull_requests: number | null;
                };
            };
            html_url: string | null;
            /** Format: date-time */
            followed_since: string | null;
        };
        project_part: {
            id?: string;
            /** Format: int64 */
            github_id?: number | null;
            owner?: string;
            name?: string;
            full_name?: string;
            default_branch?: string | null;
            description?: string | null;
            homepage?: string | null;
            topics?: string[] | null;
            license?: string | null;
            visibility?: string | null;
            archived?: boolean | null;
            fork?: boolean | null;
            empty?: boolean | null;
            renamed_from?: string[];
            language?: string | null;
            languages?: {
                name: string;
                /** Format: int64 */
                bytes: number;
            }[] | null;
            /** Format: int64 */
            stars?: number | null;
            /** Format: int64 */
            forks?: number | null;
            /** Format: int64 */
            watchers?: number | null;
            /** Format: int64 */
            open_issues?: number | null;
            /** Format: int64 */
            closed_issues?: number | null;
            /** Format: int64 */
            size_kb?: number | null;
            /** Format: int64 */
            releases?: number | null;
            /** Format: int64 */
            tags?: number | null;
            /** Format: int64 */
            contributors?: number | null;
            /** Format: date-time */
            created_at?: string | null;
            /** Format: date-time */
            updated_at?: string | null;
            /** Format: date-time */
            pushed_at?: string | null;
            /** Format: int64 */
            commits?: number | null;
            /** Format: int64 */
            commits_all?: number | null;
            /** Format: int64 */
            branches?: number | null;
            pull_requests?: {
                /** Format: int64 */
                open: number | null;
                /** Format: int64 */
                closed: number | null;
                /** Format: int64 */
                merged: number | null;
                /** Format: int64 */
                total: number | null;
            };
            status?: {
                /** @enum {string} */
                state: "pending" | "syncing" | "ok" | "waiting_quota" | "no_access" | "sso_required" | "gone" | "blocked" | "failing";
                reason: string | null;
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                /** Format: date-time */
                since: string | null;
                /** Format: date-time */
                next_sync_at: string | null;
                /** Format: date-time */
                last_synced_at: string | null;
                coverage: {
                    commits: number | null;
                    branches: number | null;
                    pull_requests: number | null;
                };
            };
            html_url?: string | null;
            /** Format: date-time */
            followed_since?: string | null;
        };
        listed_project: {
            id: string;
            /** Format: int64 */
            github_id: number | null;
            owner: string;
            name: string;
            full_name: string;
            default_branch: string | null;
            description: string | null;
            homepage: string | null;
            topics: string[] | null;
            license: string | null;
            visibility: string | null;
            archived: boolean | null;
            fork: boolean | null;
            empty: boolean | null;
            renamed_from: string[];
            language: string | null;
            languages: {
                name: string;
                /** Format: int64 */
                bytes: number;
            }[] | null;
            /** Format: int64 */
            stars: number | null;
            /** Format: int64 */
            forks: number | null;
            /** Format: int64 */
            watchers: number | null;
            /** Format: int64 */
            open_issues: number | null;
            /** Format: int64 */
            closed_issues: number | null;
            /** Format: int64 */
            size_kb: number | null;
            /** Format: int64 */
            releases: number | null;
            /** Format: int64 */
            tags: number | null;
            /** Format: int64 */
            contributors: number | null;
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
            /** Format: date-time */
            pushed_at: string | null;
            /** Format: int64 */
            commits: number | null;
            /** Format: int64 */
            commits_all: number | null;
            /** Format: int64 */
            branches: number | null;
            pull_requests: {
                /** Format: int64 */
                open: number | null;
                /** Format: int64 */
                closed: number | null;
                /** Format: int64 */
                merged: number | null;
                /** Format: int64 */
                total: number | null;
            };
            status: {
                /** @enum {string} */
                state: "pending" | "syncing" | "ok" | "waiting_quota" | "no_access" | "sso_required" | "gone" | "blocked" | "failing";
                reason: string | null;
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                /** Format: date-time */
                since: string | null;
                /** Format: date-time */
                next_sync_at: string | null;
                /** Format: date-time */
                last_synced_at: string | null;
                coverage: {
                    commits: number | null;
                    branches: number | null;
                    pull_requests: number | null;
                };
            };
            html_url: string | null;
            /** Format: date-time */
            followed_since: string | null;
            /** Format: int64 */
            stars_d?: number | null;
            /** Format: int64 */
            commits_w?: number | null;
            /** Format: int64 */
            people_w?: number | null;
            /** Format: int64 */
            merged_w?: number | null;
            /** Format: int64 */
            lead_p50_s?: number | null;
            /** Format: date */
            last_commit_on?: string | null;
        };
        listed_project_part: {
            id?: string;
            /** Format: int64 */
            github_id?: number | null;
            owner?: string;
            name?: string;
            full_name?: string;
            default_branch?: string | null;
            description?: string | null;
            homepage?: string | null;
            topics?: string[] | null;
            license?: string | null;
            visibility?: string | null;
            archived?: boolean | null;
            fork?: boolean | null;
            empty?: boolean | null;
            renamed_from?: string[];
            language?: string | null;
            languages?: {
                name: string;
                /** Format: int64 */
                bytes: number;
            }[] | null;
            /** Format: int64 */
            stars?: number | null;
            /** Format: int64 */
            forks?: number | null;
            /** Format: int64 */
            watchers?: number | null;
            /** Format: int64 */
            open_issues?: number | null;
            /** Format: int64 */
            closed_issues?: number | null;
            /** Format: int64 */
            size_kb?: number | null;
            /** Format: int64 */
            releases?: number | null;
            /** Format: int64 */
            tags?: number | null;
            /** Format: int64 */
            contributors?: number | null;
            /** Format: date-time */
            created_at?: string | null;
            /** Format: date-time */
            updated_at?: string | null;
            /** Format: date-time */
            pushed_at?: string | null;
            /** Format: int64 */
            commits?: number | null;
            /** Format: int64 */
            commits_all?: number | null;
            /** Format: int64 */
            branches?: number | null;
            pull_requests?: {
                /** Format: int64 */
                open: number | null;
                /** Format: int64 */
                closed: number | null;
                /** Format: int64 */
                merged: number | null;
                /** Format: int64 */
                total: number | null;
            };
            status?: {
                /** @enum {string} */
                state: "pending" | "syncing" | "ok" | "waiting_quota" | "no_access" | "sso_required" | "gone" | "blocked" | "failing";
                reason: string | null;
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                /** Format: date-time */
                since: string | null;
                /** Format: date-time */
                next_sync_at: string | null;
                /** Format: date-time */
                last_synced_at: string | null;
                coverage: {
                    commits: number | null;
                    branches: number | null;
                    pull_requests: number | null;
                };
            };
            html_url?: string | null;
            /** Format: date-time */
            followed_since?: string | null;
            /** Format: int64 */
            stars_d?: number | null;
            /** Format: int64 */
            commits_w?: number | null;
            /** Format: int64 */
            people_w?: number | null;
            /** Format: int64 */
            merged_w?: number | null;
            /** Format: int64 */
            lead_p50_s?: number | null;
            /** Format: date */
            last_commit_on?: string | null;
        };
        listed_project_page: {
            data: (components["schemas"]["listed_project"] | components["schemas"]["listed_project_part"])[];
            next: string | null;
        };
        branch: {
            name: string;
            oid: string;
            default: boolean;
            /** Format: int64 */
            ahead: number | null;
            /** Format: int64 */
            behind: number | null;
            merged: boolean | null;
            /** Format: int64 */
            commits: number;
            /** Format: date-time */
            committed_at: string | null;
            author: string | null;
            /** Format: date-time */
            deleted_at: string | null;
        };
        branch_part: {
            name?: string;
            oid?: string;
            default?: boolean;
            /** Format: int64 */
            ahead?: number | null;
            /** Format: int64 */
            behind?: number | null;
            merged?: boolean | null;
            /** Format: int64 */
            commits?: number;
            /** Format: date-time */
            committed_at?: string | null;
            author?: string | null;
            /** Format: date-time */
            deleted_at?: string | null;
        };
        branch_page: {
            data: (components["schemas"]["branch"] | components["schemas"]["branch_part"])[];
            next: string | null;
        };
        commit: {
            oid: string;
            parents: string[];
            author: {
                name: string | null;
                email: string | null;
                /** Format: date-time */
                date: string | null;
                login: string | null;
            };
            committer: {
                name: string | null;
                email: string | null;
                /** Format: date-time */
                date: string | null;
                login: string | null;
            };
            message: string;
            /** Format: int64 */
            additions: number | null;
            /** Format: int64 */
            deletions: number | null;
            /** Format: int64 */
            changed_files: number | null;
            bot: boolean;
            on_default_branch: boolean;
            /** Format: date-time */
            unreachable_since: string | null;
            altered: ("encoding" | "date" | "zone" | "message")[];
        };
        commit_part: {
            oid?: string;
            parents?: string[];
            author?: {
                name: string | null;
                email: string | null;
                /** Format: date-time */
                date: string | null;
                login: string | null;
            };
            committer?: {
                name: string | null;
                email: string | null;
                /** Format: date-time */
                date: string | null;
                login: string | null;
            };
            message?: string;
            /** Format: int64 */
            additions?: number | null;
            /** Format: int64 */
            deletions?: number | null;
            /** Format: int64 */
            changed_files?: number | null;
            bot?: boolean;
            on_default_branch?: boolean;
            /** Format: date-time */
            unreachable_since?: string | null;
            altered?: ("encoding" | "date" | "zone" | "message")[];
        };
        commit_page: {
            data: (components["schemas"]["commit"] | components["schemas"]["commit_part"])[];
            next: string | null;
        };
        contributor: {
            name: string | null;
            email: string | null;
            login: string | null;
            bot: boolean;
            /** Format: int64 */
            commits: number;
            /** Format: int64 */
            commits_all: number;
            /** Format: date-time */
            first_commit_at: string | null;
            /** Format: date-time */
            last_commit_at: string | null;
            /** Format: int64 */
            commits_in_range: number | null;
        };
        contributor_part: {
            name?: string | null;
            email?: string | null;
            login?: string | null;
            bot?: boolean;
            /** Format: int64 */
            commits?: number;
            /** Format: int64 */
            commits_all?: number;
            /** Format: date-time */
            first_commit_at?: string | null;
            /** Format: date-time */
            last_commit_at?: string | null;
            /** Format: int64 */
            commits_in_range?: number | null;
        };
        contributor_page: {
            data: (components["schemas"]["contributor"] | components["schemas"]["contributor_part"])[];
            next: string | null;
        };
        activity: {
            /** Format: date-time */
            start: string;
            /** Format: int64 */
            commits: number;
            /** Format: int64 */
            merges: number;
            /** Format: int64 */
            bots: number;
            /** Format: int64 */
            commits_all: number | null;
            /** Format: int64 */
            merges_all: number | null;
            /** Format: int64 */
            bots_all: number | null;
            partial: boolean;
        };
        activity_part: {
            /** Format: date-time */
            start?: string;
            /** Format: int64 */
            commits?: number;
            /** Format: int64 */
            merges?: number;
            /** Format: int64 */
            bots?: number;
            /** Format: int64 */
            commits_all?: number | null;
            /** Format: int64 */
            merges_all?: number | null;
            /** Format: int64 */
            bots_all?: number | null;
            partial?: boolean;
        };
        activity_page: {
            data: (components["schemas"]["activity"] | components["schemas"]["activity_part"])[];
            next: string | null;
        };
        hour_of_week: {
            /** Format: int64 */
            weekday: number;
            /** Format: int64 */
            hour: number;
            /** Format: int64 */
            commits: number;
            /** Format: int64 */
            merges: number;
            /** Format: int64 */
            bots: number;
            /** Format: int64 */
            commits_all: number | null;
            /** Format: int64 */
            merges_all: number | null;
            /** Format: int64 */
            bots_all: number | null;
        };
        hour_of_week_part: {
            /** Format: int64 */
            weekday?: number;
            /** Format: int64 */
            hour?: number;
            /** Format: int64 */
            commits?: number;
            /** Format: int64 */
            merges?: number;
            /** Format: int64 */
            bots?: number;
            /** Format: int64 */
            commits_all?: number | null;
            /** Format: int64 */
            merges_all?: number | null;
            /** Format: int64 */
            bots_all?: number | null;
        };
        hour_of_week_page: {
            data: (components["schemas"]["hour_of_week"] | components["schemas"]["hour_of_week_part"])[];
            next: string | null;
        };
        contributor_bucket: {
            /** Format: date-time */
            start: string;
            /** Format: int64 */
            active: number;
            /** Format: int64 */
            first_time: number;
            /** Format: int64 */
            returning: number;
            /** Format: int64 */
            half_of_commits: number | null;
            /** Format: int64 */
            commits: number;
            partial: boolean;
        };
        contributor_bucket_part: {
            /** Format: date-time */
            start?: string;
            /** Format: int64 */
            active?: number;
            /** Format: int64 */
            first_time?: number;
            /** Format: int64 */
            returning?: number;
            /** Format: int64 */
            half_of_commits?: number | null;
            /** Format: int64 */
            commits?: number;
            partial?: boolean;
        };
        contributor_bucket_page: {
            data: (components["schemas"]["contributor_bucket"] | components["schemas"]["contributor_bucket_part"])[];
            next: string | null;
        };
        contributor_summary: {
            /** Format: int64 */
            active: number;
            /** Format: int64 */
            first_time: number;
            /** Format: int64 */
            returning: number;
            /** Format: int64 */
            half_of_commits: number | null;
            /** Format: int64 */
            commits: number;
        };
        contributor_activity: {
            name: string | null;
            email: string | null;
            login: string | null;
            bot: boolean;
            /** Format: int64 */
            commits: number;
            buckets: {
                /** Format: date-time */
                start: string;
                /** Format: int64 */
                commits: number;
                partial: boolean;
            }[];
        };
        contributor_activity_part: {
            name?: string | null;
            email?: string | null;
            login?: string | null;
            bot?: boolean;
            /** Format: int64 */
            commits?: number;
            buckets?: {
                /** Format: date-time */
                start: string;
                /** Format: int64 */
                commits: number;
                partial: boolean;
            }[];
        };
        contributor_activity_page: {
            data: (components["schemas"]["contributor_activity"] | components["schemas"]["contributor_activity_part"])[];
            next: string | null;
        };
        day: {
            /** Format: date */
            date: string;
            /** Format: int64 */
            stars: number | null;
            /** Format: int64 */
            forks: number | null;
            /** Format: int64 */
            watchers: number | null;
            /** Format: int64 */
            open_issues: number | null;
            /** Format: int64 */
            closed_issues: number | null;
            /** Format: int64 */
            size_kb: number | null;
            /** Format: int64 */
            releases: number | null;
            /** Format: int64 */
            tags: number | null;
            /** Format: int64 */
            contributors: number | null;
            /** Format: int64 */
            commits: number | null;
            /** Format: int64 */
            commits_all: number | null;
            /** Format: int64 */
            branches: number | null;
            pull_requests: {
                /** Format: int64 */
                open: number | null;
                /** Format: int64 */
                closed: number | null;
                /** Format: int64 */
                merged: number | null;
                /** Format: int64 */
                total: number | null;
            };
            /** Format: date */
            last_date: string;
            /** @enum {string} */
            source: "observed" | "github_star_history";
            partial: boolean;
        };
        day_part: {
            /** Format: date */
            date?: string;
            /** Format: int64 */
            stars?: number | null;
            /** Format: int64 */
            forks?: number | null;
            /** Format: int64 */
            watchers?: number | null;
            /** Format: int64 */
            open_issues?: number | null;
            /** Format: int64 */
            closed_issues?: number | null;
            /** Format: int64 */
            size_kb?: number | null;
            /** Format: int64 */
            releases?: number | null;
            /** Format: int64 */
            tags?: number | null;
            /** Format: int64 */
            contributors?: number | null;
            /** Format: int64 */
            commits?: number | null;
            /** Format: int64 */
            commits_all?: number | null;
            /** Format: int64 */
            branches?: number | null;
            pull_requests?: {
                /** Format: int64 */
                open: number | null;
                /** Format: int64 */
                closed: number | null;
                /** Format: int64 */
                merged: number | null;
                /** Format: int64 */
                total: number | null;
            };
            /** Format: date */
            last_date?: string;
            /** @enum {string} */
            source?: "observed" | "github_star_history";
            partial?: boolean;
        };
        day_page: {
            data: (components["schemas"]["day"] | components["schemas"]["day_part"])[];
            next: string | null;
        };
        release: {
            name: string | null;
            tag: string;
            /** Format: date-time */
            published_at: string;
            prerelease: boolean;
        };
        release_part: {
            name?: string | null;
            tag?: string;
            /** Format: date-time */
            published_at?: string;
            prerelease?: boolean;
        };
        release_page: {
            data: (components["schemas"]["release"] | components["schemas"]["release_part"])[];
            next: string | null;
        };
        pull_request: {
            /** Format: int64 */
            number: number;
            title: string;
            /** @enum {string} */
            state: "open" | "closed" | "merged";
            draft: boolean;
            author: string | null;
            bot: boolean;
            base: {
                ref: string;
                oid: string | null;
            };
            head: {
                ref: string;
                oid: string | null;
                repo: string | null;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            closed_at: string | null;
            /** Format: date-time */
            merged_at: string | null;
            merged_by: string | null;
            /** Format: int64 */
            additions: number | null;
            /** Format: int64 */
            deletions: number | null;
            /** Format: int64 */
            changed_files: number | null;
            /** Format: int64 */
            commits: number | null;
            /** Format: int64 */
            comments: number | null;
            /** Format: int64 */
            reviews: number | null;
            review_decision: string | null;
            labels: string[];
            /** Format: date-time */
            first_review_at: string | null;
            /** Format: int64 */
            lead_time_s: number | null;
        };
        pull_request_part: {
            /** Format: int64 */
            number?: number;
            title?: string;
            /** @enum {string} */
            state?: "open" | "closed" | "merged";
            draft?: boolean;
            author?: string | null;
            bot?: boolean;
            base?: {
                ref: string;
                oid: string | null;
            };
            head?: {
                ref: string;
                oid: string | null;
                repo: string | null;
            };
            /** Format: date-time */
            created_at?: string;
            /** Format: date-time */
            updated_at?: string;
            /** Format: date-time */
            closed_at?: string | null;
            /** Format: date-time */
            merged_at?: string | null;
            merged_by?: string | null;
            /** Format: int64 */
            additions?: number | null;
            /** Format: int64 */
            deletions?: number | null;
            /** Format: int64 */
            changed_files?: number | null;
            /** Format: int64 */
            commits?: number | null;
            /** Format: int64 */
            comments?: number | null;
            /** Format: int64 */
            reviews?: number | null;
            review_decision?: string | null;
            labels?: string[];
            /** Format: date-time */
            first_review_at?: string | null;
            /** Format: int64 */
            lead_time_s?: number | null;
        };
        pull_request_page: {
            data: (components["schemas"]["pull_request"] | components["schemas"]["pull_request_part"])[];
            next: string | null;
        };
        pull_period: {
            /** Format: date-time */
            start: string;
            /** Format: int64 */
            opened: number;
            /** Format: int64 */
            closed: number;
            /** Format: int64 */
            merged: number;
            /** Format: int64 */
            n: number;
            /** Format: int64 */
            lead_p50_s: number | null;
            /** Format: int64 */
            lead_p75_s: number | null;
            /** Format: int64 */
            lead_p95_s: number | null;
            /** Format: int64 */
            first_review_p50_s: number | null;
            /** Format: int64 */
            first_review_p75_s: number | null;
            /** Format: int64 */
            no_review: number;
            /** Format: int64 */
            size_p50: number | null;
            partial: boolean;
        };
        pull_period_part: {
            /** Format: date-time */
            start?: string;
            /** Format: int64 */
            opened?: number;
            /** Format: int64 */
            closed?: number;
            /** Format: int64 */
            merged?: number;
            /** Format: int64 */
            n?: number;
            /** Format: int64 */
            lead_p50_s?: number | null;
            /** Format: int64 */
            lead_p75_s?: number | null;
            /** Format: int64 */
            lead_p95_s?: number | null;
            /** Format: int64 */
            first_review_p50_s?: number | null;
            /** Format: int64 */
            first_review_p75_s?: number | null;
            /** Format: int64 */
            no_review?: number;
            /** Format: int64 */
            size_p50?: number | null;
            partial?: boolean;
        };
        pull_period_page: {
            data: (components["schemas"]["pull_period"] | components["schemas"]["pull_period_part"])[];
            next: string | null;
        };
        pull_flow: {
            /** Format: int64 */
            opened: number;
            /** Format: int64 */
            closed: number;
            /** Format: int64 */
            merged: number;
            /** Format: int64 */
            n: number;
            /** Format: int64 */
            lead_p50_s: number | null;
            /** Format: int64 */
            lead_p75_s: number | null;
            /** Format: int64 */
            lead_p95_s: number | null;
            /** Format: int64 */
            first_review_p50_s: number | null;
            /** Format: int64 */
            first_review_p75_s: number | null;
            /** Format: int64 */
            no_review: number;
            /** Format: int64 */
            size_p50: number | null;
        };
        pull_age: {
            /** Format: int64 */
            from_s: number;
            /** Format: int64 */
            before_s: number | null;
            /** Format: int64 */
            pulls: number;
        };
        waiting_pull: {
            /** Format: int64 */
            number: number;
            title: string;
            author: string | null;
            /** Format: date-time */
            created_at: string;
            draft: boolean;
            /** Format: date-time */
            first_review_at: string | null;
        };
        batch: {
            id: string;
            name: string;
            /** @enum {string} */
            state: "running" | "paused" | "cancelled" | "finished";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            progress: {
                /** Format: int64 */
                total: number;
                /** Format: int64 */
                pending: number;
                /** Format: int64 */
                running: number;
                /** Format: int64 */
                done: number;
                /** Format: int64 */
                failed: number;
            };
            off_peak: boolean;
            per_hour: number | null;
            /** Format: date-time */
            eta_at: string | null;
            waiting: {
                /** @enum {string} */
                reason: "quota" | "off_peak" | "paused";
                /** Format: date-time */
                until: string | null;
            } | null;
            points: {
                spent: number;
                forecast: number | null;
            };
            failures: {
                /** @enum {string} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled";
                /** Format: int64 */
                count: number;
            }[];
        };
        batch_part: {
            id?: string;
            name?: string;
            /** @enum {string} */
            state?: "running" | "paused" | "cancelled" | "finished";
            /** Format: date-time */
            created_at?: string;
            /** Format: date-time */
            updated_at?: string;
            progress?: {
                /** Format: int64 */
                total: number;
                /** Format: int64 */
                pending: number;
                /** Format: int64 */
                running: number;
                /** Format: int64 */
                done: number;
                /** Format: int64 */
                failed: number;
            };
            off_peak?: boolean;
            per_hour?: number | null;
            /** Format: date-time */
            eta_at?: string | null;
            waiting?: {
                /** @enum {string} */
                reason: "quota" | "off_peak" | "paused";
                /** Format: date-time */
                until: string | null;
            } | null;
            points?: {
                spent: number;
                forecast: number | null;
            };
            failures?: {
                /** @enum {string} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled";
                /** Format: int64 */
                count: number;
            }[];
        };
        batch_page: {
            data: (components["schemas"]["batch"] | components["schemas"]["batch_part"])[];
            next: string | null;
        };
        batch_project: {
            full_name: string | null;
            /** @enum {string} */
            state: "pending" | "running" | "done" | "failed";
            /** Format: date-time */
            released_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @enum {string|null} */
            code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
            message: string | null;
            /** Format: int64 */
            attempts: number;
            seconds: number;
        };
        batch_project_part: {
            full_name?: string | null;
            /** @enum {string} */
            state?: "pending" | "running" | "done" | "failed";
            /** Format: date-time */
            released_at?: string | null;
            /** Format: date-time */
            ended_at?: string | null;
            /** @enum {string|null} */
            code?: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
            message?: string | null;
            /** Format: int64 */
            attempts?: number;
            seconds?: number;
        };
        batch_project_page: {
            data: (components["schemas"]["batch_project"] | components["schemas"]["batch_project_part"])[];
            next: string | null;
        };
        saved_list: {
            name: string;
            query: string | null;
            projects: string[] | null;
            /** Format: date-time */
            updated_at: string;
        };
        saved_list_part: {
            name?: string;
            query?: string | null;
            projects?: string[] | null;
            /** Format: date-time */
            updated_at?: string;
        };
        saved_list_head: {
            name: string;
            /** @enum {string} */
            kind: "projects" | "query";
            query: string | null;
            /** Format: date-time */
            updated_at: string;
        };
        saved_list_head_part: {
            name?: string;
            /** @enum {string} */
            kind?: "projects" | "query";
            query?: string | null;
            /** Format: date-time */
            updated_at?: string;
        };
        saved_list_head_page: {
            data: (components["schemas"]["saved_list_head"] | components["schemas"]["saved_list_head_part"])[];
            next: string | null;
        };
        sync: {
            /** Format: date-time */
            started_at: string;
            seconds: number;
            ok: boolean;
            /** @enum {string|null} */
            code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
            message: string | null;
            new: {
                /** Format: int64 */
                commits: number;
                /** Format: int64 */
                branches: number;
                /** Format: int64 */
                pull_requests: number;
            };
            requests: {
                /** Format: int64 */
                git: number;
                /** Format: int64 */
                rest: number;
                /** Format: int64 */
                graphql: number;
            };
            points: {
                rest: number;
                graphql: number;
            };
            /** Format: int64 */
            bytes: number;
        };
        sync_part: {
            /** Format: date-time */
            started_at?: string;
            seconds?: number;
            ok?: boolean;
            /** @enum {string|null} */
            code?: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
            message?: string | null;
            new?: {
                /** Format: int64 */
                commits: number;
                /** Format: int64 */
                branches: number;
                /** Format: int64 */
                pull_requests: number;
            };
            requests?: {
                /** Format: int64 */
                git: number;
                /** Format: int64 */
                rest: number;
                /** Format: int64 */
                graphql: number;
            };
            points?: {
                rest: number;
                graphql: number;
            };
            /** Format: int64 */
            bytes?: number;
        };
        sync_page: {
            data: (components["schemas"]["sync"] | components["schemas"]["sync_part"])[];
            next: string | null;
        };
        fleet_sync: {
            project: string;
            /** @enum {string} */
            state: "running" | "ok" | "failed";
            /** Format: date-time */
            started_at: string;
            phase: string | null;
            percent: number | null;
            seconds: number | null;
            /** @enum {string|null} */
            code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
            message: string | null;
            new: {
                /** Format: int64 */
                commits: number;
                /** Format: int64 */
                branches: number;
                /** Format: int64 */
                pull_requests: number;
            } | null;
            requests: {
                /** Format: int64 */
                git: number;
                /** Format: int64 */
                rest: number;
                /** Format: int64 */
                graphql: number;
            } | null;
            points: {
                rest: number;
                graphql: number;
            } | null;
            /** Format: int64 */
            bytes: number | null;
        };
        fleet_sync_part: {
            project?: string;
            /** @enum {string} */
            state?: "running" | "ok" | "failed";
            /** Format: date-time */
            started_at?: string;
            phase?: string | null;
            percent?: number | null;
            seconds?: number | null;
            /** @enum {string|null} */
            code?: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
            message?: string | null;
            new?: {
                /** Format: int64 */
                commits: number;
                /** Format: int64 */
                branches: number;
                /** Format: int64 */
                pull_requests: number;
            } | null;
            requests?: {
                /** Format: int64 */
                git: number;
                /** Format: int64 */
                rest: number;
                /** Format: int64 */
                graphql: number;
            } | null;
            points?: {
                rest: number;
                graphql: number;
            } | null;
            /** Format: int64 */
            bytes?: number | null;
        };
        fleet_sync_page: {
            data: (components["schemas"]["fleet_sync"] | components["schemas"]["fleet_sync_part"])[];
            next: string | null;
        };
        status_hour: {
            /** Format: date-time */
            start: string;
            partial: boolean;
            /** Format: int64 */
            syncs: number;
            failures: {
                /** @enum {string} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled";
                /** Format: int64 */
                count: number;
            }[];
            p50_s: number | null;
            points: {
                rest: number;
                graphql: number;
            };
            budgets: {
                account: string;
                resource: string;
                /** Format: int64 */
                limit: number | null;
                /** Format: int64 */
                remaining_min: number | null;
                /** Format: int64 */
                waited_s: number;
                /** Format: int64 */
                points: number | null;
            }[];
            /** Format: int64 */
            deliveries: number;
        };
        status_hour_part: {
            /** Format: date-time */
            start?: string;
            partial?: boolean;
            /** Format: int64 */
            syncs?: number;
            failures?: {
                /** @enum {string} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled";
                /** Format: int64 */
                count: number;
            }[];
            p50_s?: number | null;
            points?: {
                rest: number;
                graphql: number;
            };
            budgets?: {
                account: string;
                resource: string;
                /** Format: int64 */
                limit: number | null;
                /** Format: int64 */
                remaining_min: number | null;
                /** Format: int64 */
                waited_s: number;
                /** Format: int64 */
                points: number | null;
            }[];
            /** Format: int64 */
            deliveries?: number;
        };
        status_hour_page: {
            data: (components["schemas"]["status_hour"] | components["schemas"]["status_hour_part"])[];
            next: string | null;
        };
        batch_ends: {
            /** Format: date-time */
            start: string;
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            failed: number;
        };
        batch_ends_part: {
            /** Format: date-time */
            start?: string;
            /** Format: int64 */
            done?: number;
            /** Format: int64 */
            failed?: number;
        };
        batch_ends_page: {
            data: (components["schemas"]["batch_ends"] | components["schemas"]["batch_ends_part"])[];
            next: string | null;
        };
        queue_place: {
            /** Format: int64 */
            place: number;
            /** Format: int64 */
            of: number;
            /** Format: date-time */
            about_at: string | null;
        };
        plan: {
            counts: {
                /** Format: int64 */
                new: number;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                twice: number;
                /** Format: int64 */
                invalid: number;
            };
            forecast: {
                /** Format: int64 */
                unknown_sizes: number;
                /** Format: int64 */
                pull_requests: number | null;
                points: number | null;
                /** Format: int64 */
                bytes: number | null;
                /** Format: int64 */
                git_requests: number;
                /** Format: int64 */
                seconds: number | null;
                points_now: number | null;
                points_per_hour: number | null;
                spent: number;
            };
            lines: {
                /** Format: int64 */
                line: number;
                input: string;
                full_name: string | null;
                /** @enum {string} */
                verdict: "new" | "known" | "twice" | "invalid";
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                hint: string | null;
            }[];
        };
        index: {
            revision: string;
            reset: boolean;
            complete: boolean;
            /** Format: int64 */
            synced: number;
            /** Format: int64 */
            total: number;
            window: string;
            spark_days: number[];
            columns: {
                id?: string[];
                full_name?: string[];
                description?: (string | null)[];
                language?: (string | null)[];
                topics?: (string[] | null)[];
                license?: (string | null)[];
                state?: string[];
                code?: (string | null)[];
                archived?: (boolean | null)[];
                fork?: (boolean | null)[];
                visibility?: (string | null)[];
                stars?: (number | null)[];
                stars_d?: (number | null)[];
                forks?: (number | null)[];
                open_issues?: (number | null)[];
                commits?: (number | null)[];
                commits_w?: (number | null)[];
                spark?: ((number | null)[] | null)[];
                people?: (number | null)[];
                people_w?: (number | null)[];
                pulls_open?: (number | null)[];
                merged_w?: (number | null)[];
                lead_p50_s?: (number | null)[];
                branches?: (number | null)[];
                pushed_at?: (string | null)[];
                last_synced_at?: (string | null)[];
                next_sync_at?: (string | null)[];
                last_commit_on?: (string | null)[];
            };
            removed: string[];
        };
        overview: {
            /** Format: date */
            since: string;
            /** Format: int64 */
            projects: number;
            complete: boolean;
            states: {
                /** Format: int64 */
                pending: number;
                /** Format: int64 */
                syncing: number;
                /** Format: int64 */
                ok: number;
                /** Format: int64 */
                waiting_quota: number;
                /** Format: int64 */
                no_access: number;
                /** Format: int64 */
                sso_required: number;
                /** Format: int64 */
                gone: number;
                /** Format: int64 */
                blocked: number;
                /** Format: int64 */
                failing: number;
            };
            stars: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            forks: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            commits: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            pulls_open: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            late: {
                /** Format: int64 */
                projects: number;
                /** Format: date-time */
                since: string | null;
            };
            oldest_sync: {
                full_name: string;
                /** Format: date-time */
                last_synced_at: string;
            } | null;
            grew: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: int64 */
                    stars: number;
                }[];
            } | null;
            busy: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: int64 */
                    commits: number;
                }[];
            } | null;
            went_quiet: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: date */
                    last_commit_on: string;
                }[];
            } | null;
            newly_failing: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: date-time */
                    since: string;
                    /** @enum {string|null} */
                    code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                }[];
            } | null;
            troubles: {
                state: string;
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                /** Format: int64 */
                projects: number;
                /** Format: date-time */
                since: string | null;
            }[];
        };
        overview_part: {
            /** Format: date */
            since?: string;
            /** Format: int64 */
            projects?: number;
            complete?: boolean;
            states?: {
                /** Format: int64 */
                pending: number;
                /** Format: int64 */
                syncing: number;
                /** Format: int64 */
                ok: number;
                /** Format: int64 */
                waiting_quota: number;
                /** Format: int64 */
                no_access: number;
                /** Format: int64 */
                sso_required: number;
                /** Format: int64 */
                gone: number;
                /** Format: int64 */
                blocked: number;
                /** Format: int64 */
                failing: number;
            };
            stars?: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            forks?: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            commits?: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            pulls_open?: {
                /** Format: int64 */
                value: number | null;
                /** Format: int64 */
                known: number;
                /** Format: int64 */
                change: number | null;
                /** Format: int64 */
                compared: number;
            } | null;
            late?: {
                /** Format: int64 */
                projects: number;
                /** Format: date-time */
                since: string | null;
            };
            oldest_sync?: {
                full_name: string;
                /** Format: date-time */
                last_synced_at: string;
            } | null;
            grew?: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: int64 */
                    stars: number;
                }[];
            } | null;
            busy?: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: int64 */
                    commits: number;
                }[];
            } | null;
            went_quiet?: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: date */
                    last_commit_on: string;
                }[];
            } | null;
            newly_failing?: {
                /** Format: int64 */
                total: number;
                first: {
                    id: string;
                    full_name: string;
                    /** Format: date-time */
                    since: string;
                    /** @enum {string|null} */
                    code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                }[];
            } | null;
            troubles?: {
                state: string;
                /** @enum {string|null} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled" | null;
                /** Format: int64 */
                projects: number;
                /** Format: date-time */
                since: string | null;
            }[];
        };
        facets: {
            state?: {
                values: {
                    value: string | null;
                    /** Format: int64 */
                    projects: number;
                }[];
                /** Format: int64 */
                more: number;
            };
            language?: {
                values: {
                    value: string | null;
                    /** Format: int64 */
                    projects: number;
                }[];
                /** Format: int64 */
                more: number;
            };
            owner?: {
                values: {
                    value: string | null;
                    /** Format: int64 */
                    projects: number;
                }[];
                /** Format: int64 */
                more: number;
            };
            topic?: {
                values: {
                    value: string | null;
                    /** Format: int64 */
                    projects: number;
                }[];
                /** Format: int64 */
                more: number;
            };
            license?: {
                values: {
                    value: string | null;
                    /** Format: int64 */
                    projects: number;
                }[];
                /** Format: int64 */
                more: number;
            };
            visibility?: {
                values: {
                    value: string | null;
                    /** Format: int64 */
                    projects: number;
                }[];
                /** Format: int64 */
                more: number;
            };
        };
        delivery_count: {
            event: string;
            /** Format: int64 */
            count: number;
        };
        delivery_count_part: {
            event?: string;
            /** Format: int64 */
            count?: number;
        };
        delivery_count_page: {
            data: (components["schemas"]["delivery_count"] | components["schemas"]["delivery_count_part"])[];
            next: string | null;
        };
        badge: {
            /** Format: int64 */
            schemaVersion: number;
            label: string;
            message: string;
            color: string;
            isError: boolean;
            /** Format: int64 */
            cacheSeconds: number;
        };
        accepted: {
            accepted: boolean;
        };
        me: {
            /** @enum {string} */
            access: "none" | "read" | "write" | "admin";
            key: string | null;
            key_id: string | null;
            session: boolean;
            private: boolean;
            /** Format: date-time */
            expires_at: string | null;
        };
        status: {
            version: string | null;
            /** Format: date-time */
            now: string;
            /** Format: date-time */
            started_at: string | null;
            instances: {
                id: string;
                role: string;
                version: string;
                address: string;
                /** Format: date-time */
                started_at: string;
            }[];
            store: {
                kind: string;
                /** Format: int64 */
                size_bytes: number;
                /** Format: int64 */
                unused_bytes: number;
                /** Format: int64 */
                free_bytes: number | null;
            } | null;
            queue: {
                /** Format: int64 */
                running: number;
                /** Format: int64 */
                due: number;
                /** Format: int64 */
                late: number;
                /** Format: date-time */
                oldest_due_at: string | null;
                /** Format: date-time */
                next_due_at: string | null;
                /** Format: int64 */
                waiting_quota: number;
            } | null;
            workers: {
                /** Format: int64 */
                busy: number;
                /** Format: int64 */
                total: number;
            } | null;
            setup: {
                github_token: boolean;
                webhook_secret: boolean;
                email_key: boolean;
                loopback: boolean;
            } | null;
            /** Format: int64 */
            syncs_per_hour: number | null;
            off_peak: {
                open: boolean;
                /** Format: date-time */
                changes_at: string | null;
            };
            accounts: {
                account: string;
                kind: string | null;
                /** Format: date-time */
                expires_at: string | null;
                rest: {
                    /** Format: int64 */
                    limit: number | null;
                    /** Format: int64 */
                    remaining: number | null;
                    /** Format: int64 */
                    floor: number | null;
                    /** Format: int64 */
                    reserved: number;
                    /** Format: int64 */
                    resets_in_s: number | null;
                    /** Format: int64 */
                    blocked_for_s: number | null;
                } | null;
                graphql: {
                    /** Format: int64 */
                    limit: number | null;
                    /** Format: int64 */
                    remaining: number | null;
                    /** Format: int64 */
                    floor: number | null;
                    /** Format: int64 */
                    reserved: number;
                    /** Format: int64 */
                    resets_in_s: number | null;
                    /** Format: int64 */
                    blocked_for_s: number | null;
                } | null;
            }[];
            warnings: {
                /** @enum {string} */
                code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled";
                /** @enum {string} */
                severity: "warning" | "error";
                /** Format: date-time */
                since: string | null;
                account: string | null;
                text: string;
                remedy: string;
            }[];
        };
        health: {
            /** @enum {string} */
            status: "ok";
        };
        problem: {
            title: string;
            /** Format: int64 */
            status: number;
            detail: string;
            /** @enum {string} */
            code: "internal" | "usage" | "config_invalid" | "url_invalid" | "request_invalid" | "answer_too_large" | "host_refused" | "origin_refused" | "key_missing" | "key_refused" | "too_many_requests" | "precondition_failed" | "conflict" | "output_failed" | "not_found" | "unauthorized" | "forbidden" | "sso_required" | "gone" | "blocked" | "rate_limited" | "network" | "tls" | "timeout" | "remote_error" | "bad_data" | "limit_exceeded" | "unsupported_remote" | "remote_damaged" | "busy" | "overloaded" | "store_locked" | "store_full" | "store_newer" | "store_corrupt" | "store_io" | "cancelled";
            request_id: string;
            field?: string;
        };
    };
    responses: {
        problem_400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_401: {
            headers: {
                "WWW-Authenticate": components["headers"]["WWW-Authenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_406: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_412: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_415: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_416: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_421: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_429: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem_503: {
            headers: {
                "Retry-After": components["headers"]["Retry-After"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
        problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["problem"];
            };
        };
    };
    parameters: {
        "If-None-Match": string;
        "If-Match": string;
        "If-Modified-Since": string;
        "If-Unmodified-Since": string;
    };
    requestBodies: never;
    headers: {
        ETag: string;
        "Last-Modified": string;
        "Cache-Control": string;
        Link: string;
        Location: string;
        "Retry-After": number;
        RateLimit: string;
        "RateLimit-Policy": string;
        "Server-Timing": string;
        "WWW-Authenticate": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_projects: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
                q?: string;
                owner?: string;
                state?: string;
                language?: string;
                topic?: string;
                license?: string;
                archived?: boolean;
                fork?: boolean;
                visibility?: string;
                idle_s?: number;
                idle_days?: number;
                quiet_days?: number;
                list?: string;
                sort?: "full_name" | "stars" | "stars_d" | "forks" | "open_issues" | "commits" | "commits_w" | "people" | "people_w" | "pulls_open" | "merged_w" | "lead_p50_s" | "branches" | "pushed_at" | "last_synced_at" | "next_sync_at" | "last_commit_on";
                order?: "asc" | "desc";
                window?: "7d" | "30d" | "90d" | "1y";
                total?: boolean;
                facets?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["listed_project"] | components["schemas"]["listed_project_part"])[];
                        next: string | null;
                        total?: number | null;
                        facets?: components["schemas"]["facets"];
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        total?: number | null;
                        facets?: components["schemas"]["facets"];
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    add_project: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    url: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Location: components["headers"]["Location"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            422: components["responses"]["problem_422"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_project: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Modified-Since"?: components["parameters"]["If-Modified-Since"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["Last-Modified"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"] | components["schemas"]["project_part"];
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["Last-Modified"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    remove_project: {
        parameters: {
            query?: {
                wait?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    sync_project: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    audit?: boolean;
                };
            };
        };
        responses: {
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Location: components["headers"]["Location"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["project"];
                };
            };
            308: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            422: components["responses"]["problem_422"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    export_project: {
        parameters: {
            query?: {
                kind?: "commits" | "branches" | "pulls";
                format?: "ndjson" | "csv";
                unreachable?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    export_projects: {
        parameters: {
            query?: {
                format?: "ndjson" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_project_overview: {
        parameters: {
            query?: {
                blocks?: string;
                since?: string;
                until?: string;
                interval?: "hour" | "day" | "week" | "month";
                tz?: string;
                branch?: string;
                bots?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        revision: string;
                        busy?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["activity_page"] | components["schemas"]["hour_of_week_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        };
                        when?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["activity_page"] | components["schemas"]["hour_of_week_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        };
                        people?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: components["schemas"]["contributor_bucket"][];
                                next: string | null;
                                whole?: components["schemas"]["contributor_summary"];
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                whole?: components["schemas"]["contributor_summary"];
                            }) | null;
                        };
                        top?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["contributor_activity_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        };
                        pulls?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: components["schemas"]["pull_period"][];
                                next: string | null;
                                range?: components["schemas"]["pull_flow"] | null;
                                open_by_age?: components["schemas"]["pull_age"][] | null;
                                oldest?: components["schemas"]["waiting_pull"][] | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                range?: components["schemas"]["pull_flow"] | null;
                                open_by_age?: components["schemas"]["pull_age"][] | null;
                                oldest?: components["schemas"]["waiting_pull"][] | null;
                            }) | null;
                        };
                        branches?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: components["schemas"]["branch"][];
                                next: string | null;
                                total?: number | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                total?: number | null;
                            }) | null;
                        };
                        growth?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: components["schemas"]["day"][];
                                next: string | null;
                                stars_d?: number | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                stars_d?: number | null;
                            }) | null;
                        };
                        releases?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["release_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        };
                        syncs?: {
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: components["schemas"]["sync"][];
                                next: string | null;
                                queue?: components["schemas"]["queue_place"] | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                queue?: components["schemas"]["queue_place"] | null;
                            }) | null;
                        };
                    };
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_index: {
        parameters: {
            query?: {
                window?: "7d" | "30d" | "90d" | "1y";
                fields?: string;
                after?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["index"];
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_overview: {
        parameters: {
            query?: {
                since?: string;
                first?: number;
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["overview"] | components["schemas"]["overview_part"];
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_branches: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                q?: string;
                merged?: boolean;
                idle_days?: number;
                deleted?: boolean;
                sort?: "name" | "committed_at" | "ahead" | "behind" | "commits";
                order?: "asc" | "desc";
                total?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["branch"] | components["schemas"]["branch_part"])[];
                        next: string | null;
                        total?: number | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        total?: number | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_branch: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
                branch: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["branch"] | components["schemas"]["branch_part"];
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_commits: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                author?: string;
                bots?: boolean;
                unreachable?: boolean;
                message?: "full" | "subject";
                total?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["commit"] | components["schemas"]["commit_part"])[];
                        next: string | null;
                        total?: number | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        total?: number | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_commit: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
                oid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["commit"] | components["schemas"]["commit_part"];
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_activity: {
        parameters: {
            query?: {
                interval?: "hour" | "day" | "week" | "month";
                by?: "hour_of_week";
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                author?: string;
                bots?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["activity_page"] | components["schemas"]["hour_of_week_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_contributors: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                bots?: boolean;
                q?: string;
                sort?: "commits" | "commits_all" | "name" | "first" | "last" | "commits_in_range";
                order?: "asc" | "desc";
                total?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["contributor"] | components["schemas"]["contributor_part"])[];
                        next: string | null;
                        total?: number | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        total?: number | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_contributor_summary: {
        parameters: {
            query?: {
                interval?: "hour" | "day" | "week" | "month";
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                bots?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["contributor_bucket"] | components["schemas"]["contributor_bucket_part"])[];
                        next: string | null;
                        whole?: components["schemas"]["contributor_summary"];
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        whole?: components["schemas"]["contributor_summary"];
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_contributor_activity: {
        parameters: {
            query?: {
                top?: number;
                interval?: "hour" | "day" | "week" | "month";
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                bots?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["contributor_activity_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_history: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                since?: string;
                until?: string;
                interval?: "day" | "week" | "month";
                change?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["day"] | components["schemas"]["day_part"])[];
                        next: string | null;
                        stars_d?: number | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        stars_d?: number | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_releases: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                since?: string;
                until?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["release_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_activity_of_several: {
        parameters: {
            query: {
                project: string[];
                interval?: "hour" | "day" | "week" | "month";
                by?: "hour_of_week";
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                author?: string;
                bots?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["activity_page"] | components["schemas"]["hour_of_week_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_contributor_summary_of_several: {
        parameters: {
            query: {
                project: string[];
                interval?: "hour" | "day" | "week" | "month";
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                bots?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: (components["schemas"]["contributor_bucket"] | components["schemas"]["contributor_bucket_part"])[];
                                next: string | null;
                                whole?: components["schemas"]["contributor_summary"];
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                whole?: components["schemas"]["contributor_summary"];
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_contributor_activity_of_several: {
        parameters: {
            query: {
                project: string[];
                top?: number;
                interval?: "hour" | "day" | "week" | "month";
                since?: string;
                until?: string;
                tz?: string;
                branch?: string;
                bots?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["contributor_activity_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_history_of_several: {
        parameters: {
            query: {
                project: string[];
                limit?: number;
                since?: string;
                until?: string;
                interval?: "day" | "week" | "month";
                change?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: (components["schemas"]["day"] | components["schemas"]["day_part"])[];
                                next: string | null;
                                stars_d?: number | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                stars_d?: number | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_branches_of_several: {
        parameters: {
            query: {
                project: string[];
                limit?: number;
                q?: string;
                merged?: boolean;
                idle_days?: number;
                deleted?: boolean;
                sort?: "name" | "committed_at" | "ahead" | "behind" | "commits";
                order?: "asc" | "desc";
                total?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: (components["schemas"]["branch"] | components["schemas"]["branch_part"])[];
                                next: string | null;
                                total?: number | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                total?: number | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_releases_of_several: {
        parameters: {
            query: {
                project: string[];
                limit?: number;
                since?: string;
                until?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: (components["schemas"]["release_page"] | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_pulls: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                state?: "open" | "closed" | "merged" | "all";
                q?: string;
                author?: string;
                label?: string;
                base?: string;
                draft?: boolean;
                bot?: boolean;
                review?: "none" | "some";
                decision?: "approved" | "changes_requested" | "review_required" | "none";
                since?: string;
                until?: string;
                tz?: string;
                by?: "created" | "merged" | "updated";
                sort?: "number" | "created" | "updated" | "merged" | "lead" | "size";
                order?: "asc" | "desc";
                total?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["pull_request"] | components["schemas"]["pull_request_part"])[];
                        next: string | null;
                        total?: number | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        total?: number | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_pull_summary: {
        parameters: {
            query?: {
                interval?: "hour" | "day" | "week" | "month";
                since?: string;
                until?: string;
                tz?: string;
                bots?: boolean;
                draft?: boolean;
                base?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["pull_period"] | components["schemas"]["pull_period_part"])[];
                        next: string | null;
                        range?: components["schemas"]["pull_flow"] | null;
                        open_by_age?: components["schemas"]["pull_age"][] | null;
                        oldest?: components["schemas"]["waiting_pull"][] | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        range?: components["schemas"]["pull_flow"] | null;
                        open_by_age?: components["schemas"]["pull_age"][] | null;
                        oldest?: components["schemas"]["waiting_pull"][] | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_pulls_of_several: {
        parameters: {
            query: {
                project: string[];
                limit?: number;
                state?: "open" | "closed" | "merged" | "all";
                q?: string;
                author?: string;
                label?: string;
                base?: string;
                draft?: boolean;
                bot?: boolean;
                review?: "none" | "some";
                decision?: "approved" | "changes_requested" | "review_required" | "none";
                since?: string;
                until?: string;
                tz?: string;
                by?: "created" | "merged" | "updated";
                sort?: "number" | "created" | "updated" | "merged" | "lead" | "size";
                order?: "asc" | "desc";
                total?: boolean;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: (components["schemas"]["pull_request"] | components["schemas"]["pull_request_part"])[];
                                next: string | null;
                                total?: number | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                total?: number | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_pull_summary_of_several: {
        parameters: {
            query: {
                project: string[];
                interval?: "hour" | "day" | "week" | "month";
                since?: string;
                until?: string;
                tz?: string;
                bots?: boolean;
                draft?: boolean;
                base?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            project: string;
                            error: {
                                code: string;
                                message: string;
                            } | null;
                            result: ({
                                data: (components["schemas"]["pull_period"] | components["schemas"]["pull_period_part"])[];
                                next: string | null;
                                range?: components["schemas"]["pull_flow"] | null;
                                open_by_age?: components["schemas"]["pull_age"][] | null;
                                oldest?: components["schemas"]["waiting_pull"][] | null;
                            } | {
                                data: {
                                    [key: string]: unknown[];
                                };
                                next: string | null;
                                range?: components["schemas"]["pull_flow"] | null;
                                open_by_age?: components["schemas"]["pull_age"][] | null;
                                oldest?: components["schemas"]["waiting_pull"][] | null;
                            }) | null;
                        }[];
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_pull: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["pull_request"] | components["schemas"]["pull_request_part"];
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_batches: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                state?: "running" | "paused" | "cancelled" | "finished" | "all";
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    create_batch: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    projects: string[];
                    /** @default true */
                    off_peak?: boolean;
                };
            };
        };
        responses: {
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Location: components["headers"]["Location"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            422: components["responses"]["problem_422"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_batch: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Modified-Since"?: components["parameters"]["If-Modified-Since"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["Last-Modified"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch"] | components["schemas"]["batch_part"];
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Last-Modified": components["headers"]["Last-Modified"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_batch_projects: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                state?: "pending" | "running" | "done" | "failed" | "all";
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch_project_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_batch_history: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                interval?: "minute" | "hour" | "day";
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch_ends_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    pause_batch: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    resume_batch: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    cancel_batch: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    retry_batch: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["batch"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_saved_lists: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["saved_list_head_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_saved_list: {
        parameters: {
            query?: {
                fields?: string;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["saved_list"] | components["schemas"]["saved_list_part"];
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    put_saved_list: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    projects?: string[];
                    query?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["saved_list"];
                };
            };
            201: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Location: components["headers"]["Location"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["saved_list"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            422: components["responses"]["problem_422"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    delete_saved_list: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_project_syncs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: (components["schemas"]["sync"] | components["schemas"]["sync_part"])[];
                        next: string | null;
                        queue?: components["schemas"]["queue_place"] | null;
                    } | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                        queue?: components["schemas"]["queue_place"] | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    list_syncs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                state?: "ended" | "ok" | "failed" | "running";
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["fleet_sync_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_status_history: {
        parameters: {
            query?: {
                interval?: "hour" | "day";
                since?: string;
                until?: string;
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["status_hour_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    make_plan: {
        parameters: {
            query?: {
                probe?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    text?: string;
                    projects?: string[];
                };
            };
        };
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["plan"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            422: components["responses"]["problem_422"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_badge: {
        parameters: {
            query?: {
                label?: string;
                style?: "flat" | "plain";
                theme?: "auto" | "light" | "dark";
                color?: "accent" | "ok" | "warn" | "error" | "idle" | "series-1" | "series-2" | "series-3" | "series-4" | "series-5";
                tz?: string;
                bots?: boolean;
                maxage?: number;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
                kind: "stars" | "stars-30d" | "forks" | "issues" | "pulls" | "lead-time" | "first-review" | "commits" | "commits-30d" | "people-90d" | "branches" | "release-age" | "synced" | "coverage";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    get_badge_json: {
        parameters: {
            query?: {
                label?: string;
                color?: "accent" | "ok" | "warn" | "error" | "idle" | "series-1" | "series-2" | "series-3" | "series-4" | "series-5";
                tz?: string;
                bots?: boolean;
                maxage?: number;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
                kind: "stars" | "stars-30d" | "forks" | "issues" | "pulls" | "lead-time" | "first-review" | "commits" | "commits-30d" | "people-90d" | "branches" | "release-age" | "synced" | "coverage";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["badge"];
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["badge"];
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["badge"];
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    get_card: {
        parameters: {
            query?: {
                metrics?: string;
                spark?: "commits" | "people" | "stars" | "none";
                label?: string;
                style?: "flat" | "plain";
                theme?: "auto" | "light" | "dark";
                color?: "accent" | "ok" | "warn" | "error" | "idle" | "series-1" | "series-2" | "series-3" | "series-4" | "series-5";
                tz?: string;
                bots?: boolean;
                width?: number;
                maxage?: number;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    get_chart: {
        parameters: {
            query?: {
                range?: string;
                vs?: string[];
                scale?: "linear" | "log";
                by?: "date" | "age";
                label?: string;
                style?: "flat" | "plain";
                theme?: "auto" | "light" | "dark";
                color?: "accent" | "ok" | "warn" | "error" | "idle" | "series-1" | "series-2" | "series-3" | "series-4" | "series-5";
                tz?: string;
                bots?: boolean;
                width?: number;
                maxage?: number;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path: {
                owner: string;
                name: string;
                chart: "stars" | "commits" | "people" | "lead-time";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            301: {
                headers: {
                    Location: components["headers"]["Location"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Retry-After": components["headers"]["Retry-After"];
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                    "application/problem+json": components["schemas"]["problem"];
                };
            };
            default: components["responses"]["problem"];
        };
    };
    list_deliveries: {
        parameters: {
            query?: {
                fields?: string;
                format?: "json" | "columns" | "ndjson" | "csv";
                spreadsheet?: boolean;
            };
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    Link: components["headers"]["Link"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["delivery_count_page"] | {
                        data: {
                            [key: string]: unknown[];
                        };
                        next: string | null;
                    };
                    "application/x-ndjson": string;
                    "text/csv; charset=utf-8; header=present": string;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    take_delivery: {
        parameters: {
            query?: never;
            header: {
                "X-GitHub-Event": string;
                "X-GitHub-Delivery": string;
                "X-Hub-Signature-256": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            202: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["accepted"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            404: components["responses"]["problem_404"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["me"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    create_session: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    key?: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["me"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            409: components["responses"]["problem_409"];
            412: components["responses"]["problem_412"];
            413: components["responses"]["problem_413"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            422: components["responses"]["problem_422"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    delete_session: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
                "If-Unmodified-Since"?: components["parameters"]["If-Unmodified-Since"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            412: components["responses"]["problem_412"];
            415: components["responses"]["problem_415"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    follow_events: {
        parameters: {
            query?: {
                topics?: string;
                project?: string[];
                last_event_id?: string;
            };
            header?: {
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            404: components["responses"]["problem_404"];
            406: components["responses"]["problem_406"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["status"];
                };
            };
            400: components["responses"]["problem_400"];
            401: components["responses"]["problem_401"];
            403: components["responses"]["problem_403"];
            406: components["responses"]["problem_406"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_openapi: {
        parameters: {
            query?: never;
            header?: {
                "If-None-Match"?: components["parameters"]["If-None-Match"];
                "If-Match"?: components["parameters"]["If-Match"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            206: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Cache-Control"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["problem_400"];
            406: components["responses"]["problem_406"];
            412: components["responses"]["problem_412"];
            416: components["responses"]["problem_416"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["health"];
                };
            };
            400: components["responses"]["problem_400"];
            406: components["responses"]["problem_406"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
    get_readiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    "Cache-Control": components["headers"]["Cache-Control"];
                    "Server-Timing": components["headers"]["Server-Timing"];
                    RateLimit: components["headers"]["RateLimit"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["health"];
                };
            };
            400: components["responses"]["problem_400"];
            406: components["responses"]["problem_406"];
            421: components["responses"]["problem_421"];
            429: components["responses"]["problem_429"];
            503: components["responses"]["problem_503"];
            default: components["responses"]["problem"];
        };
    };
}
