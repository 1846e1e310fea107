// What can't wait for the scripts. A chosen theme stands in the root's `data-theme`; without one the system's is followed.
// And the rows of the fleet are asked for, unless some are kept here, or are too many: data/request.ts takes the answer.
// A browser that keeps nothing follows the system, and asks later.
try {
  const kept = localStorage;
  const theme = kept["cpsg.theme"];
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (location.pathname === "/" && !location.search.includes("range") && !kept["cpsg.index.90d"] && !kept["cpsg.fleet.large"]) {
    const url = "/v1/index?window=90d";
    const answer = fetch(url, { cache: "no-store" });
    answer.catch(() => {});
    globalThis.early = { url, answer };
  }
} catch {}
