(root) => {
  const closed = [];
  addEventListener("beforeprint", () => {
    for (const each of root.querySelectorAll("details:not([open])")) {
      each.open = true;
      closed.push(each);
    }
  });
  addEventListener("afterprint", () => {
    for (const each of closed.splice(0)) each.open = false;
  });
}
