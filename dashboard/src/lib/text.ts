// Text that others wrote, made safe to show.
//
//   visibleText("a\u202Eb")            "a[U+202E]b"
//   safeUrl("javascript:alert(1)")     undefined

const PICTURES = 0x2400;
const DELETE = 0x7f;
// Control characters, and those that turn, hide or split text without being seen. Joiners stay: scripts and emoji need them.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function shown(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(PICTURES + code);
  if (code === DELETE) return "\u2421";
  return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}

/** Control and direction characters as signs that can be seen; `lines` keeps line ends and tabs. */
export function visibleText(text: string, lines = false): string {
  const whole = text.toWellFormed();
  if (!lines) return whole.replace(UNSEEN, shown);
  return whole.replace(/\r\n/g, "\n").replace(UNSEEN, (character) => (character === "\n" || character === "\t" ? character : shown(character)));
}

/** The address of a project at its host, without a slash behind it. */
export const siteOf = (project: { html_url: string | null } | undefined) => safeUrl(project?.html_url)?.replace(/\/$/, "");

/** An address of the web; undefined for anything else that a link could do. */
export function safeUrl(text: string | null | undefined): string | undefined {
  const url = text === null || text === undefined ? null : URL.parse(text.trim());
  return url !== null && (url.protocol === "http:" || url.protocol === "https:") ? url.href : undefined;
}
