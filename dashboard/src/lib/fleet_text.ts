// Rows of the fleet as text to take away: CSV (RFC 4180) and a table of Markdown. What is not known is empty.
export type Cell = string | number | boolean | null | readonly (string | number | null)[];

function plain(cell: Cell): string {
  if (cell === null) return "";
  return Array.isArray(cell) ? cell.map((each) => each ?? "").join(" ") : String(cell);
}

/** No spreadsheet takes a text for a formula: the same rule as the server's `spreadsheet=true`. */
function csvField(cell: Cell): string {
  const shown = plain(cell);
  const text = typeof cell !== "number" && /^[=+\-@\t\r]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** For spreadsheets, which read other letters than ASCII wrongly without the mark at the beginning. */
export function csvOf(names: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [names.map(csvField).join(",")];
  for (const row of rows) lines.push(row.map(csvField).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** A text that Markdown shows as it is: no markup, no link, no end of the cell. */
export function markdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|~#]/g, "\\$&").replace(/[\u0000-\u001f\u007f]+/g, " ");
}

export interface MarkdownColumn {
  title: string;
  number: boolean;
}

/** `rows` hold Markdown already. */
export function markdownOf(columns: readonly MarkdownColumn[], rows: Iterable<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const lines = [line(columns.map(({ title }) => markdownText(title))), line(columns.map(({ number }) => (number ? "---:" : "---")))];
  for (const row of rows) lines.push(line(row));
  return `${lines.join("\n")}\n`;
}
