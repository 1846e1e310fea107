// The call of the chosen operation with its present values: as a program, and sent.
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem } from "../data/request.ts";
import { me } from "../data/session.ts";
import { type Tried, tryCall } from "../data/try_call.ts";
import { type Call, LANGUAGES, type Language, programOf } from "../lib/call.ts";
import { bytes, whole } from "../lib/numbers.ts";
import type { Operation } from "../lib/openapi.ts";
import { visibleText } from "../lib/text.ts";
import { Copy } from "../parts/copy.tsx";
import { Segmented } from "../parts/select.tsx";

/** What of a body is shown; the rest is for programs. */
const SHOWN_CHARACTERS = 40_000;

function Outcome({ tried }: { tried: Tried }) {
  const { status, ms, etag, bytes: size, whole: complete, body } = tried;
  const cut = !complete || body.length > SHOWN_CHARACTERS;
  return (
    <>
      <p role="status">
        <strong class={status < 400 ? "reference-status" : "reference-status failed"}>{status}</strong> · {whole(Math.round(ms))} ms · {complete ? "" : "more than "}{bytes(size)}
        {etag === "" ? null : <> · <span class="note">ETag <code>{etag}</code></span></>}
      </p>
      <pre class="reference-body-text" tabIndex={0} aria-label="Answer">{visibleText(body.slice(0, SHOWN_CHARACTERS), true)}</pre>
      {cut && <p class="note">Shown is the beginning of it.</p>}
    </>
  );
}

function useSending(url: string) {
  const [tried, setTried] = useState<Tried | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const [controller, setController] = useState<AbortController | undefined>(undefined);
  const latest = useRef<AbortController | undefined>(undefined);
  // An answer belongs to the call that it answers.
  useEffect(() => {
    setTried(undefined);
    setFailure("");
    setController(undefined);
    return () => {
      latest.current?.abort();
      latest.current = undefined;
    };
  }, [url]);
  const send = () => {
    const mine = new AbortController();
    latest.current = mine;
    setController(mine);
    setFailure("");
    const unlessLeft = <T,>(act: (value: T) => void) => (value: T) => {
      if (latest.current !== mine) return;
      setController(undefined);
      act(value);
    };
    tryCall(url, mine.signal)
      .then(unlessLeft(setTried), unlessLeft((error: unknown) => setFailure(asProblem(error)?.message ?? "")));
  };
  return { tried, failure, controller, send };
}

export function TryCall({ operation, call }: { operation: Operation; call: Call }) {
  const [language, setLanguage] = useState<Language>("curl");
  const { tried, failure, controller, send } = useSending(call.url);
  const withKey = operation.method !== "GET" || (me.value !== undefined && me.value.key !== null);
  const program = programOf(language, operation, location.origin + call.url, withKey);
  return (
    <div class="reference-part reference-try">
      <h3>Call</h3>
      <div class="reference-row">
        <Segmented label="Language" value={language} options={LANGUAGES} onChange={(value) => setLanguage(value as Language)} />
        <Copy text={program} label="Copy the program" />
      </div>
      <pre class="reference-program" tabIndex={0} aria-label={`The call, ${language}`}>{program}</pre>
      {operation.method === "GET" && (
        <div class="reference-row">
          {controller === undefined
            ? <button type="button" class="button main" disabled={call.missing.length > 0} onClick={send}>Send</button>
            : <button type="button" class="button" onClick={() => controller.abort()}>Stop</button>}
          {call.missing.length > 0 && <span class="note">Needs {call.missing.join(", ")}</span>}
        </div>
      )}
      {failure !== "" && <p class="tone-error" role="alert">{failure}</p>}
      {tried !== undefined && <Outcome tried={tried} />}
    </div>
  );
}
