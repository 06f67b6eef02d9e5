// What Material makes as a page runs, mended for who has no mouse: tables that scroll can be reached by keyboard, and
// the buttons of code blocks are no landmarks, of which there would be a hundred; the choice of a version is called by what
// it shows.

function mend() {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
  for (const buttons of document.querySelectorAll(".md-code__nav")) buttons.setAttribute("role", "none");
  const version = document.querySelector(".md-version__current[aria-label='Select version']");
  version?.setAttribute("aria-label", `${version.firstChild.textContent.trim()}, select version`);
}

const observer = new MutationObserver(mend);
for (const part of document.querySelectorAll(".md-header, .md-content")) observer.observe(part, { childList: true, subtree: true });
addEventListener("resize", mend);
mend();
