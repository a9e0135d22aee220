import { expect, test } from "vitest";
import type { Activity, MessageDto } from "@/server/contract/_shared/dto";
import { aMessage } from "@/test/support/scenes/dtos";
import type { ThreadItem } from "./items";
import { foldRuns, summaryOf } from "./items";

const SAM = { type: "user", id: 1, name: "Sam" } as const;
const JONAS = { type: "user", id: 2, name: "Jonas" } as const;
const BRIDGE = { type: "token", id: 1, name: "Bridge" } as const;

let ids = 0;
const line = (more: Partial<Activity>): MessageDto => {
  const id = ++ids;
  const cause = { rule: "manual" } as const;
  const activity = { from: "open", to: "resolved", snoozedUntil: null, cause, actor: SAM, ...more } as const;
  return aMessage({ id, number: id, kind: "activity", direction: null, content: "", activity });
};
const undo = { rule: "undo" } as const;
const resolved = (more: Partial<Activity> = {}) => line({ from: "open", to: "resolved", ...more });
const reopened = (more: Partial<Activity> = {}) =>
  line({ from: "resolved", to: "open", cause: undo, ...more });
const moved = (from: number, to: number, more: Partial<Activity> = {}) =>
  line({ from: "open", to: "open", inbox: { from, to }, ...more });
const text = () => aMessage({ id: ++ids });
const day = (): MessageDto | "day" => "day";

const itemOf = (one: MessageDto | "day"): ThreadItem =>
  one === "day"
    ? { kind: "day", key: `day ${++ids}`, at: "2026-01-01" }
    : { kind: "message", key: String(one.id), message: one };
/** A number: so many lines in one. */
const shapeOf = (list: readonly (MessageDto | "day")[]) =>
  foldRuns(list.map(itemOf)).map((item) => {
    if (item.kind === "run") return item.messages.length;
    return item.kind === "message" ? item.message.kind : item.kind;
  });

test.each<[string, (MessageDto | "day")[], (string | number)[]]>([
  ["a change and its taking back are one line", [resolved(), reopened()], [2]],
  ["a single change stays a line", [text(), resolved(), text()], ["message", "activity", "message"]],
  ["changes of one person are one line", [resolved(), reopened(), resolved(), reopened()], [4]],
  ["a message separates runs", [resolved(), reopened(), text(), resolved()], [2, "message", "activity"]],
  ["a day separates runs", [resolved(), day(), reopened()], ["activity", "day", "activity"]],
  [
    "another person's change is a line",
    [resolved(), line({ to: "pending", actor: JONAS })],
    ["activity", "activity"],
  ],
  ["another person's taking back belongs to the change", [resolved(), reopened({ actor: JONAS })], [2]],
  [
    "another person's undo of something else is a line",
    [resolved(), line({ from: "resolved", to: "snoozed", cause: undo, actor: JONAS })],
    ["activity", "activity"],
  ],
  ["a move and its way back are one line", [moved(1, 2), moved(2, 1, { cause: undo, actor: JONAS })], [2]],
  [
    "a restoration by undo belongs to the trashing",
    [line({ lifecycle: "trashed" }), line({ lifecycle: "live", cause: undo, actor: JONAS })],
    [2],
  ],
  [
    "what a rule or an integration decided stays a line",
    [resolved(), line({ cause: { rule: "snooze_due" } }), line({ actor: BRIDGE }), line({ actor: BRIDGE })],
    ["activity", "activity", "activity", "activity"],
  ],
])("%s", (_, list, shape) => expect(shapeOf(list)).toEqual(shape));

test("nothing is lost or reordered by folding", () => {
  const list = [text(), resolved(), reopened(), text(), resolved(), moved(1, 2), text()];
  const ids = foldRuns(list.map(itemOf)).flatMap((item) =>
    item.kind === "run" ? item.messages.map(({ id }) => id) : item.kind === "message" ? item.message.id : [],
  );
  expect(ids).toEqual(list.map(({ id }) => id));
});

test("a run keeps its key while lines are appended", () => {
  const run = [resolved(), reopened(), resolved()];
  const keyOf = (list: MessageDto[]) => foldRuns(list.map(itemOf))[0]?.key;
  expect(keyOf(run.slice(0, 2))).toBe(keyOf(run));
});

test("a summary names each person and deed once, and ends with the last deed", () => {
  const { actors, deeds } = summaryOf([
    resolved(),
    reopened({ actor: JONAS }),
    resolved(),
    moved(1, 2),
    resolved(),
  ]);
  expect(actors.map(({ name }) => name)).toEqual(["Sam", "Jonas"]);
  expect(deeds).toEqual(["open", "moved", "resolved"]);
});
