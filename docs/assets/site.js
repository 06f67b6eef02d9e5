// What Material makes as a page runs, mended for who has no mouse: tables that scroll can be reached by keyboard, and
// the buttons of code blocks are no landmarks, of which there would be a hundred.

function mend() {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
  for (const buttons of document.querySelectorAll(".md-code__nav")) buttons.setAttribute("role", "none");
}

new MutationObserver(mend).observe(document.querySelector(".md-content"), { childList: true, subtree: true });
addEventListener("resize", mend);
mend();
