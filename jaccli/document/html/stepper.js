(root) => {
  const QUICK = 500; // milliseconds that numbers move
  const SLOW = 2600; // between two steps that are played
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const figures = new Intl.NumberFormat("en-US");

  const begin = (box) => {
    const data = JSON.parse(box.querySelector(".jr-data").textContent);
    const all = (selector) => [...box.querySelectorAll(selector)];
    const one = (selector) => box.querySelector(selector);
    const frames = all(".jr-frame"); // the last one is the end
    const spots = all(".jr-spot"); // what is told of each node
    const named = (name) => one(`.jr-walk [data-name="${name}"]`);
    const nodes = spots.map((_, k) => named(`node${k}`)); // of the picture, null without one
    const edges = all(".jr-walk [data-name^=edge]:not([data-name*='-'])");
    const slider = one("input");
    const last = frames.length - 1;
    const phases = data.phases.flatMap(([title, forward, count]) =>
      Array(count).fill({ title, forward }));
    phases.push({ ...phases.at(-1), title: "The end" });
    let at = -1, paid = 0, timer = 0, counting = 0;

    // which node is made in a step; which edges are at work; what has been paid by then
    const node = (step) => data.frames[step]?.[0];
    const lit = (step) => data.frames[step]?.[1] ?? [];
    const sum = (step) => data.frames.slice(0, step + 1).reduce((found, each) => each[2] ?? found, 0);

    const show = (step) => {
      const before = at;
      const to = Math.min(Math.max(step, 0), last);
      if (to === before) return;
      const from = frames[before]?.querySelector(".jr-result");
      const places = to === before + 1 && from ? from.getBoundingClientRect() : null;
      const name = from?.dataset.of;
      at = to;
      close();
      frames.forEach((frame, k) => {
        frame.classList.toggle("is-now", k === at);
        frame.inert = k !== at;
      });
      mark();
      count(sum(at));
      tell();
      if (places && !still.matches) move(name, places);
    };

    // the numbers that the step before has made go to where they are needed now
    const move = (name, from) => {
      const taken = [...frames[at].querySelectorAll(".jr-carried")];
      for (const term of taken.filter((each) => each.dataset.of === name)) {
        const to = term.getBoundingClientRect();
        const way = `translate(${from.left - to.left}px, ${from.top - to.top}px)`;
        term.animate([{ transform: way }, { transform: "none" }],
          { duration: QUICK, easing: "ease-in-out" });
      }
      for (const term of frames[at].querySelectorAll(".jr-result")) {
        term.animate([{ opacity: 0 }, { opacity: 0, offset: 0.6 }, { opacity: 1 }],
          { duration: 2 * QUICK });
      }
    };

    // what is at work in the picture, and what has been made before it in this direction
    const mark = () => {
      const phase = phases[at], both = data.phases.length === 1;
      const valued = new Set(), carried = new Set(); // nodes whose numbers are there by now
      data.frames.slice(0, at + 1).forEach(([k], step) => {
        if (both || phases[step] === phases[0]) valued.add(k);
        if (both || phases[step] !== phases[0]) carried.add(k);
      });
      nodes.forEach((group, k) => {
        group?.classList.toggle("is-now", k === node(at));
        group?.classList.toggle("has-value", valued.has(k));
        group?.classList.toggle("has-carried", carried.has(k));
      });
      const now = lit(at).map((k) => `edge${k}`);
      for (const edge of edges) edge.classList.toggle("is-now", now.includes(edge.dataset.name));
      box.classList.toggle("is-forward", phase.forward);
      box.classList.toggle("is-reverse", !phase.forward);
      const group = nodes[node(at)];
      const room = group?.closest(".jr-figure");
      if (!room) return;
      const here = group.getBoundingClientRect(), seen = room.getBoundingClientRect();
      room.scrollBy({
        left: here.left + here.width / 2 - seen.left - seen.width / 2,
        top: here.top + here.height / 2 - seen.top - seen.height / 2,
        behavior: still.matches ? "auto" : "smooth",
      });
    };

    const write = (number) => {
      const rounded = Math.round(number);
      one(".jr-paid").textContent =
        `${figures.format(rounded)} of ${figures.format(data.total)} ${data.unit}`;
      one(".jr-counter rect").setAttribute("width", data.total ? 100 * number / data.total : 0);
    };

    const count = (to) => {
      cancelAnimationFrame(counting);
      const from = paid, start = performance.now();
      paid = to;
      if (still.matches || to === from) return write(to);
      const run = (now) => {
        const share = Math.min(Math.max((now - start) / QUICK, 0), 1);
        write(from + share * (to - from));
        if (share < 1) counting = requestAnimationFrame(run);
      };
      run(start);
    };

    const tell = () => {
      const frame = frames[at];
      const part = (selector) => frame.querySelector(selector)?.textContent.replace(/\s+/g, " ");
      const made = part(".jr-sum b") ?? part(".jr-formula b") ?? part("p.jr-formula");
      const said = [part("h3"), made, part(".jr-cost")].filter(Boolean);
      const place = at === last ? "" : `Step ${at + 1} of ${last}. `;
      one(".jr-told").textContent = `${place}${said.join(". ")}`;
      one(".jr-phase").textContent = `${place}${phases[at].title}`;
      slider.value = at;
      slider.setAttribute("aria-valuetext", place || "the end");
      for (const [key, limit] of [["first", 0], ["back", 0], ["next", last], ["last", last]]) {
        one(`[data-key=${key}]`).setAttribute("aria-disabled", at === limit);
      }
    };

    const play = () => {
      if (timer) return pause();
      show(at === last ? 0 : at + 1);
      timer = setInterval(() => (at === last ? pause() : show(at + 1)), SLOW);
      one("[data-key=play]").textContent = "Pause";
    };

    const pause = () => {
      clearInterval(timer);
      timer = 0;
      one("[data-key=play]").textContent = "Play";
    };

    // a node that is asked what it is, in place of the step
    const open = (k) => {
      pause();
      close();
      box.classList.add("is-asked");
      spots[k].classList.add("is-now");
      spots[k].querySelector("h3").focus({ preventScroll: true });
    };

    const close = () => {
      const k = spots.findIndex((spot) => spot.classList.contains("is-now"));
      if (k < 0) return;
      box.classList.remove("is-asked");
      spots[k].classList.remove("is-now");
      nodes[k].focus({ preventScroll: true });
    };

    const does = {
      first: () => show(0), back: () => show(at - 1), play,
      next: () => show(at + 1), last: () => show(last), close,
    };
    const keys = {
      ArrowRight: "next", ArrowLeft: "back", PageDown: "next", PageUp: "back",
      Home: "first", End: "last", Escape: "close", " ": "play",
    };

    const press = (event) => {
      const key = keys[event.key];
      const own = event.target.closest?.("button, summary, a, input, [role=button]");
      if (!key || event.altKey || event.ctrlKey || event.metaKey) return;
      if (own && (event.key === " " || own.matches("input"))) return;
      event.preventDefault();
      if (key !== "play" && key !== "close") pause();
      does[key]();
    };

    for (const edge of edges) edge.classList.add("is-edge");
    for (const slot of all(".jr-slot")) {
      slot.replaceChildren(all(".jr-locals > *")[slot.dataset.local].cloneNode(true));
    }
    nodes.forEach((group, k) => {
      if (!group) return;
      group.classList.add("is-node");
      group.setAttribute("tabindex", 0);
      group.setAttribute("role", "button");
      group.setAttribute("aria-label", `${spots[k].querySelector("h3").textContent}: what is it?`);
      group.addEventListener("click", () => open(k));
      group.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        open(k);
      });
    });
    box.addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (!key) return;
      if (key !== "play") pause();
      does[key]();
    });
    slider.addEventListener("input", () => { pause(); show(Number(slider.value)); });
    box.addEventListener("keydown", press);
    const others = root.querySelectorAll(".jr-stepper, .jr-race").length - 1;
    if (root.tagName === "MAIN" && !others) { // keys need no focus where nothing else moves
      document.addEventListener("keydown", (event) => event.target === document.body && press(event));
    }
    let down = null;
    const touched = one(".jr-frames");
    touched.addEventListener("pointerdown", (event) => { down = event; });
    touched.addEventListener("pointerup", (event) => {
      const across = event.clientX - (down?.clientX ?? event.clientX);
      const along = event.clientY - (down?.clientY ?? event.clientY);
      if (event.pointerType !== "mouse" && Math.abs(across) > 50 && Math.abs(across) > 2 * Math.abs(along)) {
        pause();
        show(at + (across < 0 ? 1 : -1));
      }
    });
    box.classList.add("is-ready");
    show(0);
  };

  for (const box of root.querySelectorAll(".jr-stepper")) begin(box);
}
