"""Exact counters of CrewAI itself, for comparison with the re-implementation in adapters/crewai.

Runs small scripted crews on the published package and prints one JSON document: what was run and
what was counted. Models are scripts, telemetry and tracing are off, connections are refused, the
storage is a new directory, and nothing depends on time. It runs on two versions: 1.14.4 is the last
whose default executor is the one that the re-implementation follows; 1.15.30 has another.

    python -m venv venv
    venv/bin/pip install crewai==1.14.4
    venv/bin/python crewai_reference.py > crewai-1.14.4.json

and the same with crewai==1.15.30.

How things are counted. A *call* is a call of the model, with the number of messages that it was given
and the earlier outputs that its user message holds. *Events* are counted where the bus emits them. The
model emits the events of its own calls through the base class, as the package's own models do. *Store*
counts the operations on the SQLite log of task outputs, *json* the calls of `json.dumps` and
`json.loads` by the modules that write the log and run tools. Calls are listed by task, because tasks
that run at a time have no order of their own.
"""

from __future__ import annotations

import json
import os
import platform
import re
import socket
import sys
import tempfile
from collections import Counter
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Callable, Iterator

# Read by the package when it is imported.
SCRATCH = tempfile.mkdtemp(prefix="crewai-reference-")
os.environ.update(
    {
        "CREWAI_DISABLE_TELEMETRY": "true",
        "CREWAI_DISABLE_TRACKING": "true",
        "CREWAI_TRACING_ENABLED": "false",
        "CREWAI_TESTING": "true",
        "OTEL_SDK_DISABLED": "true",
        "CREWAI_STORAGE_DIR": SCRATCH,
        "HOME": SCRATCH,
        "XDG_DATA_HOME": SCRATCH,
    }
)


def refuse_connection(*_: Any) -> None:
    raise OSError("this script makes no connections")


socket.socket.connect = refuse_connection  # type: ignore[method-assign]

from crewai import Agent, Crew, Process, Task  # noqa: E402
from crewai.events.event_bus import CrewAIEventsBus, crewai_event_bus  # noqa: E402
from crewai.events.types.llm_events import LLMCallType  # noqa: E402
from crewai.flow.flow import Flow, listen, start  # noqa: E402
from crewai.hooks import (  # noqa: E402
    register_before_tool_call_hook,
    unregister_before_tool_call_hook,
)
from crewai.llms.base_llm import BaseLLM, llm_call_context  # noqa: E402
from crewai.memory.storage.kickoff_task_outputs_storage import (  # noqa: E402
    KickoffTaskOutputsSQLiteStorage,
)
from crewai.tools import BaseTool  # noqa: E402
from pydantic import PrivateAttr  # noqa: E402

LENGTH = 100
DIVIDER = "\n\n----------\n\n"
MANAGER = "manager"

# Of each crew: its tasks, and tool rounds for each of them.
SEQUENTIAL = [
    {"tasks": tasks, "toolRounds": rounds}
    for tasks, rounds in [
        (4, 0),
        (1, 2),
        (1, 0),
        (1, 1),
        (2, 1),
        (3, 1),
        (6, 0),
        (2, 3),
        (5, 2),
        (1, 6),
        (9, 0),
    ]
]

# `delegations` of the manager for each task.
HIERARCHICAL = [
    {"tasks": tasks, "toolRounds": rounds, "delegations": delegations}
    for tasks, rounds, delegations in [
        (3, 0, 1),
        (1, 0, 1),
        (2, 1, 1),
        (4, 2, 1),
        (1, 2, 1),
        (2, 0, 2),
        (2, 0, 0),
        (3, 1, 2),
    ]
]

# Tasks that run on their own, and tasks that list their context.
CONTEXT = [
    {"tasks": 5, "async": [1, 2]},
    {"tasks": 3, "async": [0, 1]},
    {"tasks": 4, "async": [2]},
    {"tasks": 3, "async": [2]},
    {"tasks": 3, "context": {"2": [0]}},
    {"tasks": 3, "context": {"2": []}},
    {"tasks": 4, "context": {"3": [2, 0]}},
]

# One task each, in which something is out of the ordinary.
SPECIAL = [
    # The model goes on calling tools after its last allowed iteration.
    {"tasks": 1, "toolRounds": 9, "maxIterations": 3},
    # Several calls in one reply.
    {"tasks": 1, "toolRounds": 1, "callsPerRound": 3},
    {"tasks": 1, "toolRounds": 2, "callsPerRound": 11},
    # The very same call in every round.
    {"tasks": 1, "toolRounds": 3, "sameInput": True},
    # So many empty answers before the first good one.
    {"tasks": 1, "toolRounds": 0, "emptyAnswers": 1},
    {"tasks": 1, "toolRounds": 0, "emptyAnswers": 2},
    {"tasks": 1, "toolRounds": 0, "emptyAnswers": 9},
    {"tasks": 2, "toolRounds": 0, "emptyAnswers": 9},
    # A guardrail that rejects so many outputs.
    {"tasks": 2, "toolRounds": 0, "rejections": 0},
    {"tasks": 2, "toolRounds": 0, "rejections": 2},
    {"tasks": 2, "toolRounds": 1, "rejections": 1},
    {"tasks": 1, "toolRounds": 0, "rejections": 9},
    # A hook that blocks the tool.
    {"tasks": 1, "toolRounds": 1, "blocked": True},
    # The manager names somebody who may not be delegated to, or a coworker who fails.
    {"tasks": 2, "toolRounds": 0, "delegations": 1, "wrongCoworker": True},
    {"tasks": 1, "toolRounds": 0, "delegations": 1, "emptyAnswers": 9},
]


# Modules whose JSON is counted: the log, and whatever runs a tool call in one version or the other.
JSON_CALLERS = {
    "crewai/memory/storage/kickoff_task_outputs_storage.py": "store",
    "crewai/agents/crew_agent_executor.py": "executor",
    "crewai/agents/agent_executor.py": "executor",
    "crewai/utilities/agent_utils.py": "executor",
}


def output_of(step: int) -> str:
    """The output of a task: LENGTH characters that no other task writes."""
    return chr(97 + step) * LENGTH


def outputs_in(text: str, steps: int) -> list[int]:
    return [step for step in range(steps) if output_of(step) in text]


class Counts:
    """What one kickoff did."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.events: list[str] = []
        self.store: Counter[str] = Counter()
        self.json: Counter[str] = Counter()
        self.tools = 0
        # Characters of the context that each agent was last given.
        self.context: dict[str, int] = {}


@contextmanager
def counting() -> Iterator[Counts]:
    """Wraps inner methods of the package for the time of one run; what they do is unchanged."""
    counts = Counts()
    originals: list[tuple[Any, str, Any]] = []

    def wrap(owner: Any, name: str, replacement: Any) -> None:
        originals.append((owner, name, getattr(owner, name)))
        setattr(owner, name, replacement)

    emit = CrewAIEventsBus.emit

    def counted_emit(self: Any, source: Any, event: Any) -> Any:
        counts.events.append(event.type)
        return emit(self, source, event)

    def stored(name: str) -> Callable[..., Any]:
        original = getattr(KickoffTaskOutputsSQLiteStorage, name)

        def operate(self: Any, *args: Any, **kwargs: Any) -> Any:
            counts.store[name] += 1
            return original(self, *args, **kwargs)

        return operate

    execute_task = Agent.execute_task

    def counted_execute_task(
        self: Any, task: Any, context: str | None = None, tools: Any = None
    ) -> Any:
        counts.context[self.role] = len(context or "")
        return execute_task(self, task, context, tools)

    def encoded(name: str) -> Callable[..., Any]:
        original = getattr(json, name)

        def encode(*args: Any, **kwargs: Any) -> Any:
            # Not the module's name: 1.14.4 runs its executor in the globals of another module.
            path = sys._getframe(1).f_code.co_filename.replace(os.sep, "/")
            for caller, label in JSON_CALLERS.items():
                if path.endswith(caller):
                    counts.json[f"{label}.{name}"] += 1
            return original(*args, **kwargs)

        return encode

    wrap(CrewAIEventsBus, "emit", counted_emit)
    for name in ("add", "update", "load", "delete_all"):
        wrap(KickoffTaskOutputsSQLiteStorage, name, stored(name))
    wrap(Agent, "execute_task", counted_execute_task)
    for name in ("dumps", "loads"):
        wrap(json, name, encoded(name))
    try:
        yield counts
    finally:
        for owner, name, original in originals:
            setattr(owner, name, original)


class ScriptedModel(BaseLLM):
    """Answers by the task that it finds in the user message and by what was said since."""

    _spec: dict[str, Any] = PrivateAttr(default_factory=dict)
    _counts: Any = PrivateAttr(default=None)
    _role: str = PrivateAttr(default="")
    _empty: int = PrivateAttr(default=0)

    @classmethod
    def create(cls, role: str, spec: dict[str, Any], counts: Counts) -> ScriptedModel:
        model = cls(model="scripted")
        model._spec = spec
        model._counts = counts
        model._role = role
        model._empty = 0 if role == MANAGER else spec.get("emptyAnswers", 0)
        return model

    def supports_function_calling(self) -> bool:
        return True

    def supports_stop_words(self) -> bool:
        return False

    def get_context_window_size(self) -> int:
        return 1_000_000

    def call(
        self,
        messages: Any,
        tools: Any = None,
        callbacks: Any = None,
        available_functions: Any = None,
        from_task: Any = None,
        from_agent: Any = None,
        response_model: Any = None,
    ) -> Any:
        with llm_call_context():
            self._emit_call_started_event(
                messages=messages, tools=tools, from_task=from_task, from_agent=from_agent
            )
            answer = self._answer(messages, tools)
            self._emit_call_completed_event(
                response=answer,
                call_type=LLMCallType.TOOL_CALL if isinstance(answer, list) else LLMCallType.LLM_CALL,
                from_task=from_task,
                from_agent=from_agent,
                messages=messages,
            )
            return answer

    def _answer(self, messages: list[dict[str, Any]], tools: Any) -> Any:
        user = str(messages[1]["content"])
        step = int(re.search(r"step (\d+)", user)[1])  # type: ignore[index]
        rounds = sum(1 for message in messages if message.get("tool_calls"))
        role = next(name for name in self._counts.context if self._plays(name))
        self._counts.calls.append(
            {
                "by": self._role,
                "step": step,
                "promptMessages": len(messages),
                "outputs": outputs_in(user, self._spec["tasks"]),
                "contextChars": self._counts.context[role],
                "last": messages[-1]["role"],
            }
        )
        names = [tool["function"]["name"] for tool in tools or []]
        if self._role == MANAGER:
            if names and rounds < self._spec["delegations"]:
                return [self._delegate(names, step, rounds, user)]
            return output_of(step)
        if names and rounds < self._spec["toolRounds"]:
            return [
                tool_call("lookup", step, i, {"key": self._key(step, rounds, i)})
                for i in range(self._spec.get("callsPerRound", 1))
            ]
        if self._empty > 0:
            self._empty -= 1
            return ""
        return output_of(step)

    def _plays(self, role: str) -> bool:
        return (role == "Crew Manager") if self._role == MANAGER else role == self._role

    def _key(self, step: int, rounds: int, i: int) -> str:
        return "same" if self._spec.get("sameInput") else f"{step}.{rounds}.{i}"

    def _delegate(self, names: list[str], step: int, rounds: int, user: str) -> dict[str, Any]:
        """A delegation to the task's own agent that hands on all outputs that the manager has read."""
        name = next(name for name in names if name.startswith("delegate"))
        known = [output_of(other) for other in outputs_in(user, self._spec["tasks"])]
        coworker = step + 1 if self._spec.get("wrongCoworker") else step
        arguments = {
            "task": f"step {step}, part {rounds}",
            "context": DIVIDER.join(known),
            "coworker": f"role {coworker}",
        }
        return tool_call(name, step, rounds, arguments)


def tool_call(name: str, step: int, i: int, arguments: dict[str, Any]) -> dict[str, Any]:
    function = {"name": name, "arguments": json.dumps(arguments)}
    return {"id": f"call_{step}_{i}", "type": "function", "function": function}


class Lookup(BaseTool):
    name: str = "lookup"
    description: str = "Looks something up."
    _counts: Any = PrivateAttr(default=None)

    def _run(self, key: str) -> str:
        self._counts.tools += 1
        return f"found {key}"


def build_crew(spec: dict[str, Any], counts: Counts) -> Crew:
    steps = range(spec["tasks"])
    tools: list[BaseTool] = []
    if spec.get("toolRounds", 0) > 0:
        lookup = Lookup()
        lookup._counts = counts
        tools = [lookup]
    limits = {"max_iter": spec["maxIterations"]} if "maxIterations" in spec else {}
    agents = [
        Agent(
            role=f"role {step}",
            goal="a result",
            backstory="none",
            llm=ScriptedModel.create(f"role {step}", {"toolRounds": 0, **spec}, counts),
            tools=tools,
            **limits,
        )
        for step in steps
    ]
    tasks: list[Task] = []
    for step in steps:
        extra: dict[str, Any] = {}
        if "context" in spec and str(step) in spec["context"]:
            extra["context"] = [tasks[other] for other in spec["context"][str(step)]]
        if "rejections" in spec and step == spec["tasks"] - 1:
            extra["guardrail"] = rejecting(spec["rejections"])
        task = Task(
            description=f"step {step}",
            expected_output="a result",
            agent=agents[step],
            async_execution=step in spec.get("async", []),
            **extra,
        )
        tasks.append(task)
    process: dict[str, Any] = {}
    if "delegations" in spec:
        manager = ScriptedModel.create(MANAGER, spec, counts)
        process = {"process": Process.hierarchical, "manager_llm": manager}
    return Crew(agents=agents, tasks=tasks, verbose=False, tracing=False, **process)


def rejecting(times: int) -> Callable[[Any], tuple[bool, Any]]:
    """A guardrail that rejects the first outputs."""
    left = times

    # Without annotations: the package reads them, and knows none that are texts.
    def guardrail(output):  # type: ignore[no-untyped-def]
        nonlocal left
        left -= 1
        return (False, "not good enough") if left >= 0 else (True, output.raw)

    return guardrail


def block_tool(_context: Any) -> bool:
    return False


def run_crew(spec: dict[str, Any]) -> dict[str, Any]:
    with counting() as counts:
        if spec.get("blocked"):
            register_before_tool_call_hook(block_tool)
        outcome: dict[str, Any]
        crew = build_crew(spec, counts)
        try:
            result = crew.kickoff()
            outcome = {
                "outcome": "done",
                "raw": result.raw[:1],
                "outputs": [output.raw[:1] for output in result.tasks_output],
            }
        except Exception as error:
            outcome = {"outcome": "failed", "error": type(error).__name__}
        finally:
            if spec.get("blocked"):
                unregister_before_tool_call_hook(block_tool)
        crewai_event_bus.flush()
        store, encodings = dict(counts.store), dict(counts.json)
        rows = crew._task_output_handler.load() or []
    counters = {
        "calls": sorted(counts.calls, key=lambda call: call["step"]),
        "events": dict(sorted(Counter(counts.events).items())),
        "store": dict(sorted(store.items())),
        "json": dict(sorted(encodings.items())),
        "rows": [[message["role"] for message in row["output"]["messages"]] for row in rows],
        "toolRuns": counts.tools,
        **outcome,
    }
    # Tools that run at a time have no order of their own.
    if spec["tasks"] == 1 and "callsPerRound" not in spec:
        counters["eventOrder"] = counts.events
    return counters


class ThreeSteps(Flow):
    """Three methods in a row."""

    @start()
    def first(self) -> str:
        return "a"

    @listen(first)
    def second(self, _: str) -> str:
        return "b"

    @listen(second)
    def third(self, _: str) -> str:
        return "c"


def run_flow() -> dict[str, Any]:
    with counting() as counts:
        ThreeSteps().kickoff()
        crewai_event_bus.flush()
        return {"methods": 3, "events": dict(sorted(Counter(counts.events).items()))}


def main() -> None:
    def each(specs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{"spec": spec, "counters": run_crew(spec)} for spec in specs]

    # What the package prints on the way would end up in the document.
    document_out, sys.stdout = sys.stdout, sys.stderr
    # Some events come once in a process, with its first crew.
    run_crew({"tasks": 1})
    document = {
        "framework": {"crewai": version("crewai")},
        "python": platform.python_version(),
        "executor": Agent.model_fields["executor_class"].default.__name__,
        "outputLength": LENGTH,
        "sequential": each(SEQUENTIAL),
        "hierarchical": each(HIERARCHICAL),
        "context": each(CONTEXT),
        "special": each(SPECIAL),
        "flow": run_flow(),
    }
    json.dump(document, document_out, indent=1)
    document_out.write("\n")


if __name__ == "__main__":
    main()
