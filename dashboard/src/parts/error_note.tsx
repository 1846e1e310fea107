// What failed, in words, with what helps and the request's number: a block's line, or the body of a whole page.
import "./error_note.css";
import type { Problem } from "../data/request.ts";
import { REMEDY } from "../lib/status.ts";
import { Copy } from "./copy.tsx";
import { SignIn } from "./sign_in.tsx";

export function ErrorNote({ problem, what, onAgain }: { problem: Problem; what: string; onAgain?: (() => void) | undefined }) {
  if (problem.code === "key_missing") return <SignIn {...(onAgain === undefined ? {} : { onDone: onAgain })} />;
  const detail = problem.detail === problem.message ? "" : problem.detail;
  return (
    <div class="error-note" role="alert">
      <p><strong>Could not load: {what}</strong></p>
      <p>{problem.message}. {detail}</p>
      <p class="quiet">{REMEDY[problem.code] ?? ""}</p>
      <p class="error-note-row">
        {onAgain === undefined ? null : <button type="button" class="button" onClick={onAgain}>Again</button>}
        {problem.requestId === "" ? null : (
          <span class="note">Request <code>{problem.requestId}</code> <Copy text={problem.requestId} label="Copy the request’s number" /></span>
        )}
      </p>
    </div>
  );
}
