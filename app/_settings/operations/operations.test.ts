import { expect, test } from "vitest";
import { actionKeyOf, eventsOf, OPERATION_KINDS, operationsHref, parseKind } from "./operations";

test.each(OPERATION_KINDS)("the kind %s survives the way through the address", (kind) => {
  expect(parseKind(new URL(operationsHref(kind), "http://localhost").searchParams)).toBe(kind);
});

test("a change of status is named by its signal, every other operation by its action", () => {
  expect(actionKeyOf({ action: "status", params: { signal: "resolve" } })).toBe("resolve");
  expect(actionKeyOf({ action: "status", params: {} })).toBe("status");
  expect(actionKeyOf({ action: "move", params: { inboxId: 3 } })).toBe("move");
});

test("a deletion's events are asked for from its start until a minute after its end", () => {
  const now = new Date("2026-11-22T12:00:00Z");
  const createdAt = "2026-11-22T10:00:00Z";
  expect(eventsOf({ createdAt, finishedAt: "2026-11-22T10:05:00Z" }, now)).toEqual({
    from: new Date(createdAt),
    to: new Date("2026-11-22T10:06:00Z"),
  });
  expect(eventsOf({ createdAt, finishedAt: null }, now).to).toEqual(new Date("2026-11-22T12:01:00Z"));
});
