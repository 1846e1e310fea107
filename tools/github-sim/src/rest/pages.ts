// Pages by number: `per_page`, `page` and the Link header.
import { jsonReply } from "../http/message.ts";
import type { Reply, Request } from "../http/message.ts";

const PER_PAGE = 30;
const PER_PAGE_MAX = 100;

/** `url` is the address of the list. In its Link headers GitHub writes it with the id of the repository. */
export function pageReply<T>(
  request: Request,
  url: string,
  items: readonly T[],
  render: (item: T) => unknown,
  perPageMax = PER_PAGE_MAX,
): Reply {
  const perPage = Math.min(perPageMax, positive(request.query.get("per_page"), PER_PAGE));
  const page = positive(request.query.get("page"), 1);
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const shown = items.slice((page - 1) * perPage, page * perPage).map(render);
  const link = links(request, url, page, pages);
  return jsonReply(200, shown, link === "" ? {} : { link });
}

function links(request: Request, url: string, page: number, pages: number): string {
  const to = (target: number, rel: string): string => {
    const query = new URLSearchParams(request.query);
    query.set("page", String(target));
    return `<${url}?${query.toString()}>; rel="${rel}"`;
  };
  return [
    ...(page > 1 ? [to(page - 1, "prev")] : []),
    ...(page < pages ? [to(page + 1, "next"), to(pages, "last")] : []),
    ...(page > 1 ? [to(1, "first")] : []),
  ].join(", ");
}

function positive(text: string | null, otherwise: number): number {
  const number = Number(text ?? otherwise);
  return Number.isInteger(number) && number > 0 ? number : otherwise;
}
