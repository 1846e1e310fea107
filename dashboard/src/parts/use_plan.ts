// What the server takes a text for, asked 400 ms after the last change of it. The answer to an earlier text stays until
// the next one comes, so that nothing blinks while somebody types.
//
//   const planned = usePlan(text);
//   planned.plan?.counts.new        planned.isOf(text)     whether the plan is that of this very text
import { useEffect, useRef, useState } from "preact/hooks";
import { bodyBytes, BODY_MAX_BYTES, type Plan } from "../lib/plan.ts";
import { api, asProblem, type Problem, valueOrThrow } from "../data/request.ts";

const TYPING_MS = 400;

interface State {
  plan: Plan | undefined;
  /** The text that it is of. */
  text: string;
  problem: Problem | undefined;
  asking: "plan" | "sizes" | undefined;
}

export interface Planned extends Omit<State, "text"> {
  isOf: (text: string) => boolean;
  /** Bytes of the request where they are more than one may have. */
  tooLong: number | undefined;
  /** Asks GitHub for the sizes as well. */
  probe: () => void;
  again: () => void;
}

export function usePlan(text: string): Planned {
  const [state, setState] = useState<State>({ plan: undefined, text: "", problem: undefined, asking: undefined });
  const controller = useRef<AbortController>(undefined);
  const size = bodyBytes(text);
  const tooLong = size > BODY_MAX_BYTES ? size : undefined;
  const isEmpty = text.trim() === "";

  const ask = (probe: boolean) => {
    controller.current?.abort();
    const mine = new AbortController();
    controller.current = mine;
    setState((before) => ({ ...before, asking: probe ? "sizes" : "plan", problem: undefined }));
    api.POST("/v1/plan", { params: { query: probe ? { probe } : {} }, body: { text }, signal: mine.signal }).then(valueOrThrow).then(
      (plan) => setState({ plan, text, problem: undefined, asking: undefined }),
      (error: unknown) => {
        const problem = asProblem(error);
        if (problem !== undefined && !mine.signal.aborted) setState({ plan: undefined, text, problem, asking: undefined });
      },
    );
  };
  useEffect(() => {
    if (isEmpty || tooLong !== undefined) {
      setState({ plan: undefined, text, problem: undefined, asking: undefined });
      return undefined;
    }
    const timer = setTimeout(ask, TYPING_MS, false);
    return () => {
      clearTimeout(timer);
      controller.current?.abort();
    };
  }, [text]);
  const { plan, problem, asking } = state;
  return {
    plan, problem, asking, tooLong, isOf: (asked) => plan !== undefined && state.text === asked,
    probe: () => ask(true), again: () => ask(false),
  };
}
