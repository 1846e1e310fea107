// What was asked for and did not happen: the reason, what helps, and the request's number. What failed to load has an
// ErrorNote.
import "./action_note.css";
import type { Problem } from "../data/request.ts";
import { REMEDY } from "../lib/status.ts";

export function ActionNote({ problem, what }: { problem: Problem; what: string }) {
  return (
    <p class="action-note" role="alert">
      <strong>{what}</strong> {problem.detail || problem.message} <span class="quiet">{REMEDY[problem.code] ?? ""}</span>
      {problem.requestId !== "" && <span class="note"> Request <code>{problem.requestId}</code></span>}
    </p>
  );
}
