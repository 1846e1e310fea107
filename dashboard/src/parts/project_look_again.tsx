// The button that asks for a sync now, and what the server said to it.
import { useState } from "preact/hooks";
import { duration } from "../lib/numbers.ts";
import { lookAgain } from "../data/project.ts";
import { asProblem, type Problem } from "../data/request.ts";

/** Why it is not done, in words: 429 comes with the time after which to ask again. */
function refusalWords(problem: Problem): string {
  if (problem.status !== 429) return problem.detail === "" ? problem.message : problem.detail;
  const wait = problem.retryAfterS === undefined ? "in a while" : `in ${duration(problem.retryAfterS)}`;
  return `Asked for just now, or waiting for budget: again ${wait}.`;
}

export function ProjectLookAgain({ owner, name, onDone }: { owner: string; name: string; onDone: () => void }) {
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState("");
  const ask = async () => {
    setAsking(true);
    setSaid("");
    try {
      await lookAgain(owner, name);
      onDone();
    } catch (error) {
      const problem = asProblem(error);
      if (problem !== undefined) setSaid(refusalWords(problem));
    } finally {
      setAsking(false);
    }
  };
  return (
    <>
      <span class="project-said" role="status">
        {said}
      </span>
      <button type="button" class="button" aria-disabled={asking} onClick={() => void (asking ? undefined : ask())}>
        Look again
      </button>
    </>
  );
}
