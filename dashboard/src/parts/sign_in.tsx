// The form for a key. The key is sent once and becomes a cookie that scripts can't read.
import { useState } from "preact/hooks";
import "./sign_in.css";
import { asProblem, type Problem } from "../data/request.ts";
import { signIn } from "../data/session.ts";
import { REMEDY } from "../lib/status.ts";

export function SignIn({ onDone }: { onDone?: () => void }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get("key");
    setBusy(true);
    try {
      await signIn(String(key).trim());
      onDone?.();
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
  };
  return (
    <form class="sign-in" onSubmit={(event) => void onSubmit(event)}>
      <p>This server wants a key. <code>cpsg keys create</code> on the server makes one.</p>
      <label>
        Key
        <input class="field mono" name="key" type="password" autocomplete="current-password" required spellcheck={false}
          aria-invalid={problem !== undefined} aria-describedby={problem === undefined ? undefined : "sign-in-problem"} />
      </label>
      {problem !== undefined && (
        <p id="sign-in-problem" class="tone-error" role="alert">{problem.message}. {problem.detail} {REMEDY[problem.code]}</p>
      )}
      <button class="button main" disabled={busy}>{busy ? "Signing in…" : "Sign in"}</button>
      <p class="note">It is kept as a cookie of this browser that ends with the session; scripts can’t read it.</p>
    </form>
  );
}
