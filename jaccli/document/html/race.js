(root) => {
  const LONGEST = 12000; // milliseconds of the dearer one at the usual speed
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const figures = new Intl.NumberFormat("en-US");

  const begin = (box) => {
    const { lanes, unit } = JSON.parse(box.querySelector(".jr-data").textContent);
    const end = Math.max(...lanes.map((lane) => lane.total));
    const parts = [...box.querySelectorAll(".jr-lane")];
    const button = box.querySelector("[data-key=play]");
    let at = 0, goal = end, then = 0, frame = 0; // at: what each has been able to pay by now

    // where a lane is: how much it has paid, in which pass, and which leg of that pass
    const place = (lane) => {
      const each = lane.total / lane.passes;
      if (at >= lane.total) return { paid: lane.total, pass: lane.passes, leg: lane.legs.length };
      const pass = Math.min(Math.floor(at / each), lane.passes - 1);
      let left = at - pass * each;
      const leg = lane.legs.findIndex(([, amount]) => (left -= amount) < 0);
      return { paid: at, pass, leg };
    };

    const draw = () => {
      lanes.forEach((lane, k) => {
        const { paid, pass, leg } = place(lane);
        const part = parts[k], done = pass === lane.passes;
        const cells = lane.legs.map(([cell]) => cell);
        part.querySelectorAll(".jr-track li").forEach((li, cell) => {
          const turn = cells.indexOf(cell);
          li.classList.toggle("is-now", !done && at > 0 && turn === leg);
          li.classList.toggle("is-done", turn >= 0 && (done || turn < leg));
        });
        const meets = !done && cells[leg] === -1 ? ", adding where edges meet" : "";
        part.querySelector(".jr-pass").textContent = done
          ? `done: ${figures.format(pass)} of ${figures.format(pass)} pass${pass === 1 ? "" : "es"}`
          : `pass ${figures.format(pass + 1)} of ${figures.format(lane.passes)}${meets}`;
        part.querySelector(".jr-paid").textContent =
          `${done ? lane.said : figures.format(Math.floor(paid))} ${unit}`;
        part.querySelector(".jr-run").setAttribute("width", end ? 100 * paid / end : 0);
        part.classList.toggle("is-done", done);
      });
      box.classList.toggle("is-over", at >= end);
    };

    const run = (now) => {
      const speed = Number(box.querySelector("select").value);
      at = Math.min(at + Math.max(now - then, 0) * speed * end / LONGEST, goal);
      then = now;
      draw();
      if (at < goal) frame = requestAnimationFrame(run);
      else pause();
    };

    const go = (to) => {
      if (still.matches) return jump(to);
      pause();
      goal = to;
      then = performance.now();
      button.textContent = "Pause";
      frame = requestAnimationFrame(run);
    };

    const pause = () => {
      cancelAnimationFrame(frame);
      frame = 0;
      button.textContent = "Play";
      tell();
    };

    const jump = (to) => { at = to; draw(); pause(); };

    // for who does not see it: where each is when it stands still, and what it comes to
    const tell = () => {
      const said = parts.map((part) => ["h3", ".jr-pass", ".jr-paid"]
        .map((name) => part.querySelector(name).textContent).join(", "));
      if (at >= end) said.push(box.querySelector(".jr-end").textContent);
      box.querySelector(".jr-told").textContent = said.join(". ");
    };

    // the end of the pass that ends next, of whoever still runs
    const next = () => {
      const ends = lanes.map((lane) => {
        const each = lane.total / lane.passes;
        const pass = Math.floor(at / each + 1e-9) + 1;
        return pass >= lane.passes ? lane.total : pass * each;
      });
      return Math.min(end, ...ends.filter((each) => each > at * (1 + 1e-12)));
    };

    const does = {
      first: () => jump(0), last: () => jump(end), next: () => go(next()),
      play: () => {
        if (frame) return pause();
        if (at >= end) at = 0;
        go(end);
      },
    };
    const keys = { ArrowRight: "next", PageDown: "next", Home: "first", End: "last", " ": "play" };
    const press = (event) => {
      const key = keys[event.key];
      const own = event.target.closest?.("button, summary, a, select");
      if (!key || event.altKey || event.ctrlKey || event.metaKey) return;
      if (own && (event.key === " " || own.matches("select"))) return;
      event.preventDefault();
      does[key]();
    };
    box.addEventListener("click", (event) => does[event.target.closest("[data-key]")?.dataset.key]?.());
    box.addEventListener("keydown", press);
    const others = root.querySelectorAll(".jr-stepper, .jr-race").length - 1;
    if (root.tagName === "MAIN" && !others) { // keys need no focus where nothing else moves
      document.addEventListener("keydown", (event) => event.target === document.body && press(event));
    }
    let before = 0;
    addEventListener("beforeprint", () => { before = at; jump(end); });
    addEventListener("afterprint", () => jump(before));
    box.classList.add("is-ready");
    jump(still.matches ? end : 0);
  };

  for (const box of root.querySelectorAll(".jr-race")) begin(box);
}
