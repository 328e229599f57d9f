"""Exact counters of AutoGen itself, for comparison with the re-implementation in adapters/autogen.

Runs small scripted teams on the published packages and prints one JSON document: what was run and
what was counted. Models are scripts, nothing is sent anywhere, and nothing depends on time.

    python -m venv venv
    venv/bin/pip install autogen-core==0.7.5 autogen-agentchat==0.7.5 autogen-ext==0.7.5
    venv/bin/python autogen_reference.py > autogen-0.7.5.json

How things are counted. An *envelope* is an item of the runtime's queue that was processed. A
*delivery* is a call of an agent's `on_message`. The *event log* encodes a message each time that it is
sent and each time that it is delivered; *tracing* encodes it again for the attributes of a span, once
for each delivery and for each response. `attempts` counts calls of the encoder and `encoded` those
that made JSON: a type that no agent of the runtime handles has no serializer.
"""

from __future__ import annotations

import asyncio
import json
import logging
import platform
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Callable, Iterator, Sequence

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.base import Handoff
from autogen_agentchat.messages import BaseChatMessage
from autogen_agentchat.teams import (
    MagenticOneGroupChat,
    RoundRobinGroupChat,
    SelectorGroupChat,
    Swarm,
)
from autogen_agentchat.teams._group_chat._chat_agent_container import ChatAgentContainer
from autogen_core import (
    AgentId,
    BaseAgent,
    DefaultInterventionHandler,
    DropMessage,
    FunctionCall,
    MessageContext,
    RoutedAgent,
    SingleThreadedAgentRuntime,
    TopicId,
    TypeSubscription,
    message_handler,
)
from autogen_core.models import CreateResult, ModelInfo, RequestUsage
from autogen_core.tool_agent import ToolAgent
from autogen_core.tools import FunctionTool
from autogen_ext.models.replay import ReplayChatCompletionClient

PACKAGES = ("autogen-core", "autogen-agentchat", "autogen-ext")

ROUND_ROBIN = [
    {"participants": 3, "turns": 3, "toolRounds": 0, "thought": False},
    {"participants": 5, "turns": 10, "toolRounds": 1, "thought": False},
    {"participants": 10, "turns": 10, "toolRounds": 0, "thought": False},
    {"participants": 1, "turns": 1, "toolRounds": 0, "thought": False},
    {"participants": 2, "turns": 7, "toolRounds": 0, "thought": True},
    {"participants": 4, "turns": 4, "toolRounds": 3, "thought": False},
    {"participants": 6, "turns": 13, "toolRounds": 1, "thought": False},
    {"participants": 20, "turns": 3, "toolRounds": 2, "thought": False},
    {"participants": 3, "turns": 8, "toolRounds": 1, "thought": True},
]

# `answers` are the selector's, by call, and start again when they are used up.
SELECTOR = [
    {"participants": 5, "turns": 10, "answers": ["p0", "p1", "p2", "p3", "p4"]},
    {"participants": 3, "turns": 1, "answers": ["p0"]},
    {"participants": 4, "turns": 9, "answers": ["p0", "p1", "p2", "p3"]},
    {"participants": 8, "turns": 20, "answers": [f"p{i}" for i in range(8)]},
    {"participants": 2, "turns": 5, "answers": ["p1"]},
    {"participants": 1, "turns": 4, "answers": []},
    {"participants": 3, "turns": 1, "answers": ["nobody"]},
    {"participants": 3, "turns": 2, "answers": ["p2"]},
    {"participants": 4, "turns": 3, "answers": ["p1", "p1", "nobody", "p3", "p3", "p0"]},
]

# `targets` are those of the handoffs, one a turn; a turn beyond them answers with text. With
# `thought`, the model says something beside its call.
SWARM = [
    {"participants": 4, "turns": 4, "targets": ["p1", "p2", "p3"], "thought": True},
    {"participants": 4, "turns": 4, "targets": ["p1", "p2", "p3"], "thought": False},
    {"participants": 3, "turns": 3, "targets": ["p2"], "thought": True},
    {"participants": 2, "turns": 6, "targets": ["p1", "p0", "p1", "p0", "p1"], "thought": True},
    {"participants": 5, "turns": 2, "targets": [], "thought": False},
]

# `ledgers`: "go" makes progress, "stall" makes none, "garbage" cannot be read. After the last one
# the request is satisfied.
MAGENTIC = [
    {"participants": 3, "ledgers": ["go", "go", "go"]},
    {"participants": 3, "ledgers": []},
    {"participants": 1, "ledgers": ["go"]},
    {"participants": 5, "ledgers": ["go", "go"]},
    {"participants": 2, "ledgers": ["go"] * 12},
    {"participants": 4, "ledgers": ["stall", "stall", "stall"]},
    {"participants": 2, "ledgers": ["garbage", "go"]},
]

# The turn, from 0, in which the speaker fails.
FAILING_TURN = [
    {"participants": 3, "turns": 5, "failsAt": 0},
    {"participants": 3, "turns": 5, "failsAt": 1},
    {"participants": 5, "turns": 9, "failsAt": 3},
    {"participants": 2, "turns": 4, "failsAt": 3},
]


@dataclass
class Counts:
    """What one run of a team did."""

    envelopes: Counter[str] = field(default_factory=Counter)
    deliveries: Counter[str] = field(default_factory=Counter)
    event_log: Counter[str] = field(default_factory=Counter)
    tracing: Counter[str] = field(default_factory=Counter)
    without_serializer: set[str] = field(default_factory=set)
    turns: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def counters(self) -> dict[str, Any]:
        return {
            "envelopes": {kind: self.envelopes[kind] for kind in ("publish", "send", "response")},
            "deliveries": sum(self.deliveries.values()),
            "deliveriesByMessage": dict(sorted(self.deliveries.items())),
            "eventLog": {key: self.event_log[key] for key in ("attempts", "encoded")},
            "tracing": {key: self.tracing[key] for key in ("attempts", "encoded")},
            "withoutSerializer": sorted(self.without_serializer),
            "turns": self.turns,
            "modelCalls": self.calls,
        }


@contextmanager
def counting() -> Iterator[Counts]:
    """Wraps the runtime's inner methods for the time of one run; what they do is unchanged."""
    counts = Counts()
    originals: list[tuple[type, str, Any]] = []
    in_tracing = False

    def wrap(owner: type, name: str, make: Callable[[Any], Any]) -> None:
        original = getattr(owner, name)
        originals.append((owner, name, original))
        setattr(owner, name, make(original))

    def processed(kind: str) -> Callable[[Any], Any]:
        def make(original: Any) -> Any:
            async def process(self: Any, envelope: Any) -> None:
                counts.envelopes[kind] += 1
                await original(self, envelope)

            return process

        return make

    def delivered(original: Any) -> Any:
        async def on_message(self: Any, message: Any, ctx: MessageContext) -> Any:
            counts.deliveries[type(message).__name__] += 1
            return await original(self, message, ctx)

        return on_message

    def encoded(original: Any) -> Any:
        def try_serialize(self: Any, message: Any) -> str:
            text = original(self, message)
            target = counts.tracing if in_tracing else counts.event_log
            target["attempts"] += 1
            if text == "Message could not be serialized":
                counts.without_serializer.add(type(message).__name__)
            else:
                target["encoded"] += 1
            return text

        return try_serialize

    def traced(original: Any) -> Any:
        async def create_attributes(self: Any, **arguments: Any) -> Any:
            nonlocal in_tracing
            # Nothing else runs meanwhile: agents exist already, so nothing inside is awaited.
            in_tracing = True
            try:
                return await original(self, **arguments)
            finally:
                in_tracing = False

        return create_attributes

    def taken(original: Any) -> Any:
        async def handle_request(self: Any, message: Any, ctx: MessageContext) -> None:
            heard = [text_of(buffered) for buffered in self._message_buffer]
            counts.turns.append({"by": self._agent.name, "heard": heard})
            await original(self, message, ctx)

        # The router finds handlers by attributes of the decorated method.
        handle_request.__dict__.update(original.__dict__)
        return handle_request

    wrap(SingleThreadedAgentRuntime, "_process_publish", processed("publish"))
    wrap(SingleThreadedAgentRuntime, "_process_send", processed("send"))
    wrap(SingleThreadedAgentRuntime, "_process_response", processed("response"))
    wrap(SingleThreadedAgentRuntime, "_try_serialize", encoded)
    wrap(SingleThreadedAgentRuntime, "_create_otel_attributes", traced)
    wrap(BaseAgent, "on_message", delivered)
    wrap(ChatAgentContainer, "handle_request", taken)
    try:
        yield counts
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


def text_of(message: BaseChatMessage) -> str:
    return str(getattr(message, "content"))


class ScriptedModel(ReplayChatCompletionClient):
    """Replays a script and notes, for each call, who made it and how many messages it was given."""

    def __init__(self, who: str, script: Sequence[str | CreateResult], counts: Counts) -> None:
        capable = ModelInfo(
            vision=False,
            function_calling=True,
            json_output=True,
            family="scripted",
            structured_output=False,
        )
        super().__init__(script, capable)
        self._who = who
        self._counts = counts

    async def create(self, messages: Any, **arguments: Any) -> CreateResult:
        self._counts.calls.append({"by": self._who, "promptMessages": len(messages)})
        return await super().create(messages, **arguments)


def result(content: str | list[FunctionCall], thought: str | None = None) -> CreateResult:
    return CreateResult(
        finish_reason="stop" if isinstance(content, str) else "function_calls",
        content=content,
        usage=RequestUsage(prompt_tokens=0, completion_tokens=0),
        cached=False,
        thought=thought,
    )


async def lookup(key: str) -> str:
    """Looks something up."""
    return f"found {key}"


def turn_script(turn: int, tool_rounds: int, thought: bool) -> list[CreateResult]:
    """The completions of one turn: its tool rounds, then the answer that names the turn."""
    calls = [
        result([FunctionCall(f"c{turn}.{i}", json.dumps({"key": f"{turn}.{i}"}), "lookup")])
        for i in range(tool_rounds)
    ]
    return [*calls, result(f"t{turn}", "a thought" if thought else None)]


async def run_team(team: Any, counts: Counts) -> dict[str, Any]:
    """Runs a team to its end and adds what is left behind in it."""
    ended = await team.run(task="task")
    # The runtime keeps its agents after a run.
    runtime: SingleThreadedAgentRuntime = team._runtime
    agents = runtime._instantiated_agents.values()
    containers = [agent for agent in agents if isinstance(agent, ChatAgentContainer)]
    unread = Counter(m.source for agent in containers for m in agent._message_buffer)
    return {
        **counts.counters(),
        "subscriptions": len(runtime._subscription_manager.subscriptions),
        "unreadByAuthor": dict(sorted(unread.items())),
        "output": [type(message).__name__ for message in ended.messages],
        "stopReason": ended.stop_reason,
    }


async def run_round_robin(spec: dict[str, Any]) -> dict[str, Any]:
    n, turns, rounds = spec["participants"], spec["turns"], spec["toolRounds"]
    with counting() as counts:
        scripts: list[list[CreateResult]] = [[] for _ in range(n)]
        for turn in range(turns):
            scripts[turn % n] += turn_script(turn, rounds, spec["thought"])
        participants = [
            AssistantAgent(
                f"p{i}",
                ScriptedModel(f"p{i}", scripts[i], counts),
                tools=[FunctionTool(lookup, "lookup")] if rounds > 0 else None,
                description=f"role of p{i}",
                # As many iterations as rounds, and reflection for the answer after the last one.
                max_tool_iterations=max(1, rounds),
                reflect_on_tool_use=True,
            )
            for i in range(n)
        ]
        return await run_team(RoundRobinGroupChat(participants, max_turns=turns), counts)


async def run_selector(spec: dict[str, Any]) -> dict[str, Any]:
    n, turns, answers = spec["participants"], spec["turns"], spec["answers"]
    with counting() as counts:
        participants = [
            AssistantAgent(
                f"p{i}",
                ScriptedModel(f"p{i}", [f"said by p{i}"] * turns, counts),
                description=f"role of p{i}",
            )
            for i in range(n)
        ]
        script = [answers[i % len(answers)] for i in range(3 * turns)] if answers else []
        selector = ScriptedModel("selector", script, counts)
        if n == 1:
            # What the class says to a team of one.
            return {"refused": refusal(lambda: SelectorGroupChat(participants, selector))}
        team = SelectorGroupChat(participants, selector, max_turns=turns)
        return await run_team(team, counts)


def refusal(make: Callable[[], Any]) -> str:
    """The error that a constructor raises."""
    try:
        make()
    except ValueError as error:
        return str(error)
    raise AssertionError("was not refused")


async def run_swarm(spec: dict[str, Any]) -> dict[str, Any]:
    n, turns, targets = spec["participants"], spec["turns"], spec["targets"]
    names = [f"p{i}" for i in range(n)]
    with counting() as counts:
        scripts: dict[str, list[CreateResult]] = {name: [] for name in names}
        speaker = names[0]
        for turn in range(turns):
            target = targets[turn] if turn < len(targets) else None
            if target is None:
                scripts[speaker].append(result(f"t{turn}"))
                continue
            call = FunctionCall(f"c{turn}", "{}", f"transfer_to_{target}")
            scripts[speaker].append(result([call], f"t{turn}" if spec["thought"] else None))
            speaker = target
        participants = [
            AssistantAgent(
                name,
                ScriptedModel(name, scripts[name], counts),
                description=f"role of {name}",
                handoffs=[Handoff(target=other) for other in names if other != name],
            )
            for name in names
        ]
        return await run_team(Swarm(participants, max_turns=turns), counts)


async def run_magentic(spec: dict[str, Any]) -> dict[str, Any]:
    n, ledgers = spec["participants"], spec["ledgers"]

    def ledger(kind: str) -> str:
        def entry(answer: Any) -> dict[str, Any]:
            return {"reason": "because", "answer": answer}

        if kind == "garbage":
            return "this is no ledger"
        return json.dumps(
            {
                "is_request_satisfied": entry(kind == "satisfied"),
                "is_progress_being_made": entry(kind != "stall"),
                "is_in_loop": entry(False),
                "instruction_or_question": entry("do it"),
                "next_speaker": entry("p0"),
            }
        )

    # The order of the orchestrator's calls: facts, plan, ledgers, with facts and plan again when the
    # third stall has made it replan, and the final answer.
    script = ["facts", "plan"]
    stalls = 0
    for kind in ledgers:
        script.append(ledger(kind))
        if kind == "stall":
            stalls += 1
            if stalls >= 3:
                script += ["facts", "plan"]
    script += [ledger("satisfied"), "the answer"]
    with counting() as counts:
        participants = [
            AssistantAgent(
                f"p{i}",
                ScriptedModel(f"p{i}", [f"said by p{i}"] * len(ledgers), counts),
                description=f"role of p{i}",
            )
            for i in range(n)
        ]
        orchestrator = ScriptedModel("orchestrator", script, counts)
        return await run_team(MagenticOneGroupChat(participants, orchestrator), counts)


async def run_failing_turn(spec: dict[str, Any]) -> dict[str, Any]:
    """The model fails in one turn, which ends the chat by an exception."""
    n, fails_at = spec["participants"], spec["failsAt"]
    with counting() as counts:
        scripts: list[list[CreateResult]] = [[] for _ in range(n)]
        for turn in range(fails_at):
            scripts[turn % n] += turn_script(turn, 0, False)
        # A model whose script has ended raises.
        participants = [
            AssistantAgent(f"p{i}", ScriptedModel(f"p{i}", scripts[i], counts)) for i in range(n)
        ]
        team = RoundRobinGroupChat(participants, max_turns=spec["turns"])
        raised = (await asyncio.gather(team.run(task="task"), return_exceptions=True))[0]
        return {**counts.counters(), "raised": type(raised).__name__}


async def run_default_tool_use() -> dict[str, Any]:
    """One agent with a tool and every default: the raw result of the tool is its answer."""
    with counting() as counts:
        model = ScriptedModel("p0", turn_script(0, 1, False), counts)
        agent = AssistantAgent("p0", model, tools=[FunctionTool(lookup, "lookup")])
        return await run_team(RoundRobinGroupChat([agent], max_turns=1), counts)


async def run_tool_agent(calls: int) -> dict[str, Any]:
    """Tool calls as messages: the core pattern for intervention handlers that must see them."""
    with counting() as counts:
        runtime = SingleThreadedAgentRuntime()
        tools = [FunctionTool(lookup, "lookup")]
        await ToolAgent.register(runtime, "tools", lambda: ToolAgent("tools", tools))
        runtime.start()
        for i in range(calls):
            call = FunctionCall(f"c{i}", json.dumps({"key": str(i)}), "lookup")
            await runtime.send_message(call, AgentId("tools", "default"))
        await runtime.stop_when_idle()
        return counts.counters()


@dataclass
class Note:
    """A message of the core runs."""

    text: str


class Listener(RoutedAgent):
    """Hears notes; one of them fails at it."""

    def __init__(self, fails: bool) -> None:
        super().__init__("a listener")
        self._fails = fails

    @message_handler
    async def hear(self, message: Note, ctx: MessageContext) -> None:
        if self._fails:
            raise ValueError("cannot hear")


class Dropper(DefaultInterventionHandler):
    """Drops every message that says so."""

    async def on_publish(self, message: Any, *, message_context: MessageContext) -> Any:
        return DropMessage if message.text == "drop" else message

    async def on_send(self, message: Any, *, message_context: MessageContext, recipient: AgentId) -> Any:
        return DropMessage if message.text == "drop" else message


async def core_runtime(listeners: int, failing: int | None = None) -> SingleThreadedAgentRuntime:
    runtime = SingleThreadedAgentRuntime(intervention_handlers=[Dropper()])
    for i in range(listeners):
        await Listener.register(runtime, f"l{i}", lambda i=i: Listener(i == failing))
        await runtime.add_subscription(TypeSubscription("news", f"l{i}"))
    return runtime


async def run_drop() -> dict[str, Any]:
    """A dropped publish and a dropped send: what the queue still holds open after each."""
    with counting() as counts:
        runtime = await core_runtime(2)
        await runtime.publish_message(Note("drop"), TopicId("news", "x"))
        await runtime.process_next()
        after_publish = runtime._message_queue._unfinished_tasks
        sending = asyncio.ensure_future(runtime.send_message(Note("drop"), AgentId("l0", "x")))
        await asyncio.sleep(0)
        await runtime.process_next()
        raised = (await asyncio.gather(sending, return_exceptions=True))[0]
        after_send = runtime._message_queue._unfinished_tasks
        return {
            **counts.counters(),
            "openItemsAfterPublish": after_publish,
            "openItemsAfterSend": after_send,
            "sendRaised": type(raised).__name__,
        }


async def run_failing_handler() -> dict[str, Any]:
    """One of three subscribers fails: the others hear, nobody is told, and an RPC to it raises."""
    with counting() as counts:
        runtime = await core_runtime(3, failing=1)
        runtime.start()
        await runtime.publish_message(Note("news"), TopicId("news", "x"))
        sending = runtime.send_message(Note("news"), AgentId("l1", "x"))
        raised = (await asyncio.gather(sending, return_exceptions=True))[0]
        await runtime.stop_when_idle()
        return {**counts.counters(), "sendRaised": type(raised).__name__}


async def run_sender_excluded() -> dict[str, Any]:
    """A subscriber does not hear what it publishes itself."""
    with counting() as counts:
        runtime = await core_runtime(3)
        runtime.start()
        await runtime.publish_message(Note("news"), TopicId("news", "x"), sender=AgentId("l0", "x"))
        await runtime.stop_when_idle()
        return counts.counters()


async def main() -> None:
    logging.disable(logging.CRITICAL)

    async def each(specs: Sequence[dict[str, Any]], run: Callable[[Any], Any]) -> list[Any]:
        return [{"spec": spec, "counters": await run(spec)} for spec in specs]

    document = {
        "framework": {name: version(name) for name in PACKAGES},
        "python": platform.python_version(),
        "roundRobin": await each(ROUND_ROBIN, run_round_robin),
        "selector": await each(SELECTOR, run_selector),
        "swarm": await each(SWARM, run_swarm),
        "magenticOne": await each(MAGENTIC, run_magentic),
        "failingTurn": await each(FAILING_TURN, run_failing_turn),
        "defaultToolUse": await run_default_tool_use(),
        "toolAgent": [{"calls": n, "counters": await run_tool_agent(n)} for n in (1, 3)],
        "drop": await run_drop(),
        "failingHandler": await run_failing_handler(),
        "senderExcluded": await run_sender_excluded(),
    }
    json.dump(document, sys.stdout, indent=1)
    sys.stdout.write("\n")


if __name__ == "__main__":
    asyncio.run(main())
