(root) => {
  // a box that scrolls is reached by the keyboard, and no other one
  const told = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = target;
      if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
        target.tabIndex = 0;
        target.setAttribute("role", "group");
        target.setAttribute("aria-label", "scrolls");
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) target.removeAttribute(name);
      }
    }
  });
  for (const each of root.querySelectorAll(".jr-scroll, .jr-figure, .jr-lines")) {
    told.observe(each);
  }
}
