// The page of a name that is not followed: whom one may have meant, and following it for who may.
import { useState } from "preact/hooks";
import { toProject, toView } from "../lib/address.ts";
import { similarNames } from "../lib/overview.ts";
import { visibleText } from "../lib/text.ts";
import { useFleetIndex } from "../data/fleet_index.ts";
import { address, hrefOf } from "../data/location.ts";
import { follow } from "../data/project.ts";
import { asProblem, type Problem } from "../data/request.ts";
import { mayWrite } from "../data/session.ts";
import { useTitle } from "./title.ts";

export function ProjectMissing({ owner, name, onFollowed }: { owner: string; name: string; onFollowed: () => void }) {
  const full = `${owner}/${name}`;
  useTitle(`${full} · not followed`);
  const index = useFleetIndex("30d");
  const [problem, setProblem] = useState<Problem>();
  const meant = similarNames(full, index.value?.columns.full_name ?? []);
  // What stands below the names that one may have meant keeps its place: it comes with them.
  const known = index.value !== undefined || index.problem !== undefined;
  const ask = () => follow(full).then(onFollowed, (error: unknown) => setProblem(asProblem(error)));
  return (
    <section class="project-missing" aria-labelledby="missing" aria-busy={!known}>
      <h1 id="missing">
        <bdi>{visibleText(full)}</bdi> is not followed
      </h1>
      {meant.length > 0 && (
        <>
          <p>Did you mean</p>
          <ul>
            {meant.map((other) => (
              <li key={other}>
                <a href={hrefOf(toProject(address.value, other, address.value.view))}>
                  <bdi>{visibleText(other)}</bdi>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
      {known && (
        <>
          {mayWrite() === true ? (
            <p>
              <button type="button" class="button main" onClick={() => void ask()}>
                Follow it
              </button>
            </p>
          ) : (
            <p class="quiet">A key that may write can follow it.</p>
          )}
          {problem !== undefined && (
            <p role="alert">
              It is not followed: {problem.message}. {problem.detail}
            </p>
          )}
          <p>
            <a href={hrefOf(toView(address.value, "fleet"))}>All projects</a>
          </p>
        </>
      )}
    </section>
  );
}
