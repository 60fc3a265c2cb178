(root) => {
  const ORDERS = { none: "ascending", ascending: "descending", descending: "none" };

  const key = (row, column) => {
    const cell = row.cells[column];
    const said = cell.dataset.key || cell.textContent.trim();
    const number = said === "" ? NaN : Number(said.replaceAll(",", "").replace("\u2212", "-"));
    return Number.isNaN(number) ? said : number;
  };

  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a.localeCompare(b, "en", { numeric: true });
  };

  for (const table of root.querySelectorAll(".jr-table")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    if (!table.tHead || rows.length < 2) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.textContent.trim()) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const order = ORDERS[head.getAttribute("aria-sort")];
        for (const other of heads) {
          if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
        }
        head.setAttribute("aria-sort", order);
        const sign = order === "descending" ? -1 : 1;
        const sorted = order === "none" ? rows : [...rows].sort(
          (a, b) => sign * compare(key(a, column), key(b, column)));
        body.append(...sorted);
      });
    });
  }
}
