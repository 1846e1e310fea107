// The projects of a batch, read page by page as the table comes to them, and again while they change.
//
//   const list = useBatchRows(id, "failed");     list.rows[index]?.full_name, list.wants(end), list.refresh()
import { useEffect, useState } from "preact/hooks";
import type { components } from "../data/api_types.ts";
import { api, asProblem, type Problem, valueOrThrow } from "../data/request.ts";
import { pageOf } from "../parts/list_answer.ts";

export type BatchProject = components["schemas"]["batch_project"];
export const ROW_STATES = ["pending", "running", "done", "failed"] as const;
export type RowState = (typeof ROW_STATES)[number] | "all";

const PAGE = 500;

export interface BatchRows {
  rows: readonly BatchProject[];
  /** Whether these are all. */
  whole: boolean;
  problem: Problem | undefined;
  /** Tells which rows are shown: those that are not there yet are read. */
  wants: (first: number, end: number) => void;
  /** Reads again what is shown. */
  refresh: () => void;
}

/** Reads one page after the other; each has the cursor that the page before it gave. */
class Reader {
  private readonly pages: BatchProject[][] = [];
  private readonly cursors: (string | undefined)[] = [undefined];
  private whole = false;
  private shown = { first: 0, end: 1 };
  private stale: number[] = [];
  private busy = false;
  private readonly controller = new AbortController();
  private readonly id: string;
  private readonly state: RowState;
  private readonly onChange: (rows: Pick<BatchRows, "rows" | "whole" | "problem">) => void;

  constructor(id: string, state: RowState, onChange: Reader["onChange"]) {
    this.id = id;
    this.state = state;
    this.onChange = onChange;
  }

  readonly wants = (first: number, end: number): void => {
    this.shown = { first, end };
    void this.run();
  };

  readonly refresh = (): void => {
    let begin = 0;
    const isShown = (page: BatchProject[]) => {
      const from = begin;
      begin += page.length;
      // Under a filter rows move from page to page: all are read again, in order.
      return this.state !== "all" || (from < this.shown.end && begin > this.shown.first);
    };
    this.stale = this.pages.flatMap((page, place) => (isShown(page) ? [place] : []));
    void this.run();
  };

  stop(): void {
    this.controller.abort();
  }

  private next(): number | undefined {
    const count = this.pages.reduce((sum, page) => sum + page.length, 0);
    return this.stale.shift() ?? (!this.whole && count < this.shown.end ? this.pages.length : undefined);
  }

  private async run(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let problem: Problem | undefined;
    try {
      for (let page = this.next(); page !== undefined; page = this.next()) await this.read(page);
    } catch (error) {
      problem = asProblem(error);
    }
    this.busy = false;
    if (problem !== undefined) this.tell(problem);
  }

  private async read(page: number): Promise<void> {
    const cursor = this.cursors[page];
    if (page > 0 && cursor === undefined) return;
    const query = { limit: PAGE, state: this.state, ...(cursor === undefined ? {} : { cursor }) };
    const params = { path: { id: this.id }, query };
    const answer = valueOrThrow(await api.GET("/v1/batches/{id}/projects", { params, signal: this.controller.signal }));
    const { data, next } = pageOf<BatchProject>(answer);
    this.pages[page] = data;
    if (next === null) {
      this.pages.length = page + 1;
      this.cursors.length = page + 1;
    } else {
      this.cursors[page + 1] = next;
    }
    this.whole = next === null || (this.whole && this.pages.length > page + 1);
    this.tell(undefined);
  }

  private tell(problem: Problem | undefined): void {
    if (!this.controller.signal.aborted) this.onChange({ rows: this.pages.flat(), whole: this.whole, problem });
  }
}

const NONE = { rows: [], whole: false, problem: undefined };

/** An id of undefined reads nothing. */
export function useBatchRows(id: string | undefined, state: RowState): BatchRows & { read: boolean } {
  const [shown, setShown] = useState<Pick<BatchRows, "rows" | "whole" | "problem"> & { of?: Reader }>(NONE);
  const [reader, setReader] = useState<Reader>();
  useEffect(() => {
    if (id === undefined) return setReader(undefined);
    const mine: Reader = new Reader(id, state, (rows) => setShown({ ...rows, of: mine }));
    setReader(mine);
    mine.wants(0, 1);
    return () => mine.stop();
  }, [id, state]);
  const read = shown.of === reader && reader !== undefined;
  return { ...(read ? shown : NONE), read, wants: (first, end) => reader?.wants(first, end), refresh: () => reader?.refresh() };
}
