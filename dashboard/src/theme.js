// A chosen theme stands in the root's `data-theme`; without one the system's is followed. A browser that keeps nothing
// follows the system too.
try {
  const theme = localStorage.getItem("cpsg.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
