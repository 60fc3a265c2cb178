"""The full Jacobian by forward and by reverse mode, what each costs, and which is cheaper."""

from __future__ import annotations

from collections.abc import Mapping

from jaccli.accumulate import edges_of, sources_of, unused_in
from jaccli.accumulate.price import MODES
from jaccli.errors import JaccliError, Mistakes
from jaccli.graph import Graph
from jaccli.keywords import option
from jaccli.progress import SILENT, Progress
from jaccli.reports.common.agreement import of_jacobians, of_products
from jaccli.reports.common.facts import LayerFacts, graph_facts, layer_shapes
from jaccli.reports.common.jacobian import Sweeps
from jaccli.reports.common.measure import Clock, medians
from jaccli.reports.common.modes import RULES, ModeFacts, Rule, edge_facts, mode_facts
from jaccli.reports.common.ranking import named_orders
from jaccli.reports.common.tape import tape_of, value_of
from jaccli.reports.common.verdict import chain_reason, edge_reason, verdict_of
from jaccli.reports.compare.comparison import Comparison as Comparison
from jaccli.reports.compare.comparison import Unused
from jaccli.reports.compare.comparison import Wrt as Wrt
from jaccli.reports.compare.running import PATIENCE, Asked, Run, Running, decide


def compare(
    graph: Graph,
    rule: Rule | None = None,
    *,
    wrt: Wrt = "input",
    run: Run | None = None,
    max_memory: int | None = None,
    clock: Clock | None = None,
    whole: bool = False,
    patience: float = PATIENCE,
    progress: Progress = SILENT,
) -> Comparison:
    """Price J both ways at the graph's point and build it (Murphy 2022, 13.3.1).

    rule: what the verdict goes by, default dense with seeds counted; wrt: J by the input (m, n),
    by all parameters (m, Σ d_k), or by both, side by side; run: the modes that build J, default
    the cheaper one and, where it is cheap, the other; max_memory: bytes; clock: seconds, where
    the sweeps shall be timed too; whole: J will be written out, which takes memory too; patience:
    seconds that building J may take, roughly, where no mode is asked for.
    Raises Mistakes: what was asked for takes more than max_memory, arrays that cannot be loaded,
    values not finite.
    """
    rule = rule or Rule()
    graph = graph if wrt == "input" else _with_parameters(graph)
    sources = _sources(graph, wrt)
    with progress.stage("pricing"):
        priced = _priced(graph, sources, wrt, rule)
    asked = Asked(graph, sources, priced.forward, priced.reverse, max_memory, whole)
    priced = _decided(priced, decide(asked, run, patience))
    parameters = wrt != "input"
    if not priced.running.linearised:
        shapes = tuple(layer_shapes(node, parameters=parameters) for node in graph.nodes)
        return priced._replace(layers=shapes)
    tape = tape_of(graph, parameters=parameters, progress=progress)
    by_loops = graph.is_chain and not parameters
    sweeps = Sweeps(graph, tape, sources, by_loops, rule.seeds, progress)
    found = _built(priced, sweeps, clock)._replace(
        layers=tuple(LayerFacts(step) for step in tape), output=value_of(tape, graph.output)
    )
    return _judged(_ordered(found, sweeps, asked), sweeps)


def _sources(graph: Graph, wrt: Wrt) -> dict[str, int]:
    """By what J is, with the sizes. Raises Mistakes where that is nothing."""
    sources = sources_of(graph, inputs=wrt != "parameters", parameters=wrt != "input")
    if not sources:
        title = f"{graph.file}: no derivative can be taken: no layer has parameters"
        help = option("--wrt", "input") + " takes the derivative with respect to the input"
        raise Mistakes([JaccliError(title, notes=[("help", help)])], graph.file)
    return sources


def _with_parameters(graph: Graph) -> Graph:
    """With those of the layers set aside that have parameters, and what these read."""
    kept = {node.name for node in graph.nodes}
    for node in reversed(graph.aside):
        if node.parameters or node.name in kept:
            kept |= {node.name, *node.inputs}
    nodes = tuple(node for node in graph.every if node.name in kept)
    return graph._replace(nodes=nodes) if graph.aside else graph


def _priced(graph: Graph, sources: Mapping[str, int], wrt: Wrt, rule: Rule) -> Comparison:
    """What shapes alone tell: nothing is run."""
    by_edges = wrt != "input" or not graph.is_chain
    if by_edges:
        edges = edges_of(graph, sources)
        ahead, back = (edge_facts(graph, mode, sources, edges) for mode in MODES)
        reason = edge_reason(ahead, back, rule, wrt)
    else:
        ahead, back = mode_facts(graph, "forward"), mode_facts(graph, "reverse")
        reason = chain_reason(len(graph.nodes), ahead, back, rule)
    return Comparison(
        graph=graph_facts(graph),
        wrt=wrt,
        sources=sources,
        layers=(),
        output=None,
        jacobian=None,
        primal=graph.primal,
        unused=_unused(graph, ahead),
        forward=ahead,
        reverse=back,
        running=Running(linearised=False),
        agreement=None,
        rule=rule,
        verdict=verdict_of(ahead.costs[rule].flops, back.costs[rule].flops, reason),
        orders=None if by_edges else named_orders(graph.forms, rule.model),
        runs=0,
    )


def _decided(priced: Comparison, running: Running) -> Comparison:
    """The same with each mode knowing whether it runs."""
    ahead, back = (
        mode._replace(run=mode.mode in running.at_once, why=running.why.get(mode.mode, ""))
        for mode in (priced.forward, priced.reverse)
    )
    return priced._replace(running=running, forward=ahead, reverse=back)


def _built(priced: Comparison, sweeps: Sweeps, clock: Clock | None) -> Comparison:
    """J by the mode that builds it, held against the other, and timed."""
    running = priced.running
    jacobian, agreement = None, None
    for mode, at_once in running.at_once.items():
        if jacobian is None:
            jacobian = sweeps.jacobian(mode, at_once)
        else:
            agreement = of_jacobians(sweeps, jacobian, mode, at_once)
    if running.products:
        agreement = of_products(sweeps, jacobian)
    found = priced._replace(jacobian=jacobian, agreement=agreement)
    if clock is None or not running.at_once:
        return found
    actions = [sweeps.timed(mode, at_once) for mode, at_once in running.at_once.items()]
    taken, runs = medians(actions, clock, sweeps.progress)
    seconds = dict(zip(running.at_once, taken, strict=True))
    return found._replace(
        forward=found.forward._replace(seconds=seconds.get("forward")),
        reverse=found.reverse._replace(seconds=seconds.get("reverse")),
        runs=runs,
    )


def _ordered(found: Comparison, sweeps: Sweeps, asked: Asked) -> Comparison:
    """With further orders run, where there are some that fit beside what was asked for."""
    if found.orders is None or not found.orders.further or found.jacobian is None:
        return found
    from jaccli.reports.compare.further import further_runs  # as good as nobody has one

    maps = [step.jacobian for step in sweeps.tape]
    with sweeps.progress.stage("other orders"):
        return found._replace(further=further_runs(found.orders, maps, found.jacobian, asked.room))


def _judged(found: Comparison, sweeps: Sweeps) -> Comparison:
    """With the recording of a function held against the function itself."""
    if sweeps.graph.program is None:
        return found
    from jaccli.reports.common.derivatives.judged import judged  # a chain file needs none of it

    judgement = judged(sweeps.graph, sweeps.tape, sweeps.progress)
    return found._replace(graph=graph_facts(sweeps.graph, judgement.calls), check=judgement.check)


def _unused(graph: Graph, ahead: ModeFacts) -> Unused | None:
    """Reverse mode never comes to them; forward mode cannot know that they lead nowhere."""
    layers = unused_in(graph)
    if not layers:
        return None
    named = set(layers)
    steps = [step for step in ahead.steps if step.layer in named]
    sizes: dict[str, list[int]] = {}
    for step in steps:
        sizes.setdefault(step.layer, []).append(step.shape[0])
    meeting = ahead.passes * sum(sum(each[1:]) for each in sizes.values())
    spent = {rule: meeting + sum(step.costs[rule].flops for step in steps) for rule in RULES}
    return Unused(layers, spent)
