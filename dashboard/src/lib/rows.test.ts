import assert from "node:assert/strict";
import test from "node:test";
import { rowsSeen } from "./rows.ts";

test("Every row on the screen is drawn, wherever one scrolls, and never many more", () => {
  for (const count of [0, 1, 5, 60, 10_000]) {
    for (const rowHeight of [28, 36, 60.5]) {
      for (let above = -2_000; above < count * rowHeight + 2_000; above += 97) {
        const { first, end } = rowsSeen(above, 900, rowHeight, count);
        const firstOnScreen = Math.max(0, Math.floor(above / rowHeight));
        const endOnScreen = Math.min(count, Math.ceil((above + 900) / rowHeight));
        if (firstOnScreen < endOnScreen) assert.ok(first <= firstOnScreen && end >= endOnScreen, `${count} rows, ${above} px: ${first} to ${end}`);
        assert.ok(first >= 0 && first <= end && end <= count && end - first <= 900 / rowHeight + 31);
      }
    }
  }
});

test("A step of one row draws nothing new most of the time", () => {
  const windows = new Set(Array.from({ length: 60 }, (_, row) => rowsSeen(row * 36 + 3_600, 900, 36, 10_000).first));
  assert.ok(windows.size <= 11);
});
