// Sets the chosen theme before the page is painted, so that nothing flashes.
(function () {
  try {
    const chosen = localStorage.getItem("willing-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch {
    // Without storage the system's choice holds.
  }
})();
