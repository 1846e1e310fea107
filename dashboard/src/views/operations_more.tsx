// The rest of the operations page: what runs now, what failed, which webhooks come, and the server itself.
import { useState } from "preact/hooks";
import { Spark } from "../charts/spark.tsx";
import { toProject, toView } from "../lib/address.ts";
import { budgetHours, failuresByCode } from "../lib/budget.ts";
import { bytes, percent, whole } from "../lib/numbers.ts";
import type { Shown } from "../lib/running.ts";
import { visibleText } from "../lib/text.ts";
import { address, hrefOf } from "../data/location.ts";
import { api, valueOrThrow } from "../data/request.ts";
import { type Resource, useResource } from "../data/resource.ts";
import { Age } from "../parts/age.tsx";
import { Block } from "../parts/block.tsx";
import { ErrorNote } from "../parts/error_note.tsx";
import { type Fact, Facts, Failed } from "../parts/facts.tsx";
import { pageOf } from "../parts/list_answer.ts";
import { now } from "../parts/now.ts";
import { Past } from "../parts/past.tsx";
import { Shape } from "../parts/status.tsx";
import { HISTORY_HOURS, type Status, type StatusHour } from "./operations_data.ts";

function ProjectLink({ fullName }: { fullName: string }) {
  return <a href={hrefOf(toProject(address.value, fullName))}><bdi>{fullName}</bdi></a>;
}

export function Now({ status, syncs }: { status: Resource<Status>; syncs: Shown }) {
  const { running, ended } = syncs;
  return (
    <Block id="now" title="What runs now?" resource={status} height={72} menu={{
      definition: "Syncs by this server, live; below them those that ended while this page was open.",
      call: { path: "/v1/syncs", query: { state: "running" } },
    }}>
      <ul class="lines">
        {running.length === 0 && <li class="quiet">No project is synced now.</li>}
        {running.map(({ project, words, share }) => (
          <li key={project}>
            <Shape name="half" tone="ok" />
            <ProjectLink fullName={project} />
            <span class="quiet">{words}</span>
            {share !== null && <progress max={1} value={share} aria-label={`${project}: ${percent(share)}`} />}
          </li>
        ))}
        {ended.map(({ project, ok, words, at }) => (
          <li key={`${project} ${at}`}>
            <Shape name={ok ? "check" : "triangle"} tone={ok ? "ok" : "error"} />
            <ProjectLink fullName={project} />
            <span class="quiet">{words}</span>
            <span class="note"><Past at={at} /></span>
          </li>
        ))}
      </ul>
    </Block>
  );
}

export function Failures({ history }: { history: Resource<StatusHour[]> }) {
  const codes = failuresByCode(history.value ?? []);
  const list = (code: string) => hrefOf(toView(address.value, "fleet", { query: { q: `code:${code}` } }));
  return (
    <Block id="failures" title="What failed?" sub="syncs of the last 24 hours, by code" resource={history} height={72}
      empty={codes.length === 0 && "No sync failed."}
      menu={{ definition: "One project that fails again and again counts each time.", call: { path: "/v1/syncs", query: { state: "failed" } } }}>
      <Failed codes={codes} hrefOf={list} />
    </Block>
  );
}

export function Webhooks({ history }: { history: Resource<StatusHour[]> }) {
  const [open, setOpen] = useState(false);
  const deliveries = budgetHours(history.value ?? [], now.value, HISTORY_HOURS).deliveries;
  const total = deliveries.reduce<number | null>((sum, count) => (count === null ? sum : (sum ?? 0) + count), null);
  return (
    <Block id="webhooks" title="Which webhooks come?" sub="new deliveries an hour, last 24 hours" resource={history} height={72}
      menu={{ definition: "Deliveries signed with the secret of github.webhook_secret, each counted once.", call: { path: "/v1/webhooks" } }}>
      {total === null || total === 0 ? <p class="quiet">{total === 0 ? "None came." : "Nothing is recorded yet."}</p> : (
        <p class="operations-spark">
          <b>{whole(total)}</b>
          <Spark values={deliveries} width={160} height={28} label={`${whole(total)} deliveries in 24 hours`} />
        </p>
      )}
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>By event, last four days</summary>
        {open && <Events />}
      </details>
    </Block>
  );
}

function Events() {
  const events = useResource("webhooks", async (signal) =>
    pageOf<{ event: string; count: number }>(valueOrThrow(await api.GET("/v1/webhooks", { signal }))).data);
  if (events.value === undefined) {
    if (events.problem === undefined) return <p class="quiet" aria-busy="true">…</p>;
    return <ErrorNote problem={events.problem} what="webhooks" onAgain={events.reload} />;
  }
  if (events.value.length === 0) {
    return <p class="quiet">None. By webhooks GitHub says at once what changed: set github.webhook_secret, and the same there.</p>;
  }
  return (
    <ul class="lines">
      {events.value.map(({ event, count }) => <li key={event}><b class="number">{whole(count)}</b> <code>{event}</code></li>)}
    </ul>
  );
}

export function Server({ status }: { status: Resource<Status> }) {
  const { store, version, started_at, instances = [] } = status.value ?? {};
  const total = store?.free_bytes == null ? undefined : store.free_bytes + store.size_bytes;
  const facts: Fact[] = [["version", version ?? "–"], ["started", <Age at={started_at} />]];
  if (store != null) facts.unshift([`store, ${store.kind}`, <>{bytes(store.size_bytes)}{total !== undefined && <span class="note"> of {bytes(total)}</span>}</>]);
  return (
    <Block id="server" title="Where does it run?" resource={status} height={72} menu={{ call: { path: "/v1/status" }, csv: false }}>
      <Facts facts={facts} />
      {instances.length > 1 && (
        <ul class="lines">
          {instances.map(({ id, role, address: where, version: theirs, started_at: since }) => (
            <li key={id}>
              <code>{visibleText(where)}</code>
              <span class="quiet">{role}, {theirs}</span>
              <span class="note">started <Age at={since} /></span>
            </li>
          ))}
        </ul>
      )}
    </Block>
  );
}
