// @ts-check
/** Starts the page, or says what is missing. */

try {
  await import("./app.js");
} catch (error) {
  const body = document.querySelector("thalweg-page");
  const told = document.createElement("p");
  told.className = "missing";
  told.setAttribute("role", "alert");
  const found = await fetch("/static/vendor/lit/lit.js", { cache: "no-cache" });
  told.textContent = found.ok
    ? `The map page could not start: ${error instanceof Error ? error.message : error}`
    : "This installation has no map page: the files that it takes from others were left out, because neither npm nor " +
      "a Node from PyPI was in reach. Run `python web/vendor.py` in the source folder, or install a wheel. " +
      "The command line and the HTTP interface (/api/cases) work without it.";
  body?.prepend(told);
  document.documentElement.dataset.answer = "failed";
}
