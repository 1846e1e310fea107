// The list of an answer that the API gives as a page of objects. Its types allow the other forms as well, which are only
// given where they are asked for.
//
//   const { data, next } = pageOf<Batch>(valueOrThrow(await api.GET("/v1/batches", …)));
export interface ListPage<Row> {
  data: Row[];
  next: string | null;
  total?: number | null;
}

export function pageOf<Row>(answer: unknown): ListPage<Row> {
  return answer as ListPage<Row>;
}
