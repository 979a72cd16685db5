/* Starts what makes a page easier where scripts run. Every page works without it. */

import { initAll } from "../vendor/govuk-frontend/govuk-frontend.js";

const NARROW = "(max-width: 640px)";

/** Lets the design system know that its scripts may run, then wakes the parts inside `scope`. */
function wake(scope) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  initAll({ scope });
}

/** On a phone the filters would push the answer off the screen, so they start closed. */
function closeWhenNarrow() {
  if (!window.matchMedia(NARROW).matches) return;
  for (const fold of document.querySelectorAll("details[data-close-when-narrow]")) fold.open = false;
}

/** Paper shows what the screen folds away; afterwards everything is folded as before. */
function unfoldForPrint() {
  const folded = [];
  window.addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details.fold:not([open])")) {
      fold.open = true;
      folded.push(fold);
    }
  });
  window.addEventListener("afterprint", () => {
    for (const fold of folded.splice(0)) fold.open = false;
  });
}

/** Where what was typed could not be kept, the place that tells when it was saved says so. */
function tellWhatWasNotKept() {
  const tell = (event) => {
    const place = event.detail.target;
    const isKept = event.type === "htmx:afterSwap" && place?.textContent.trim();
    const isGone = event.detail.xhr?.status === 404;
    if (place?.dataset.failed && !isKept) place.textContent = (isGone && place.dataset.gone) || place.dataset.failed;
  };
  for (const name of ["htmx:afterSwap", "htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(name, tell);
  }
}

/** A form that its button sends is not saved in the background too: what it was kept in may be gone by then. */
function saveNothingThatWasSent() {
  document.body.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.hasAttribute("hx-post")) event.target.dataset.sent = "";
  });
  document.body.addEventListener("input", (event) => delete event.target.form?.dataset.sent);
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.dataset.sent !== undefined) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

wake(document);
closeWhenNarrow();
unfoldForPrint();
tellWhatWasNotKept();
saveNothingThatWasSent();
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) wake(event.detail.elt);
});
