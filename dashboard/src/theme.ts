// Runs before the first paint. A chosen theme stands in the root's `data-theme`; without one the system's is followed.
{
  try {
    const theme = localStorage.getItem("cpsg.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  } catch {
    // A browser that keeps nothing follows the system.
  }
}
