import { expect, test } from "vitest";
import { fieldChangesOf, NO_VALUE } from "./event-line";

test("values of one line come first; lists, objects and long texts are indented and are not short", () => {
  const participants = [{ id: 3, because: "assigned" }];
  const changes = {
    participants: { from: [], to: participants },
    content: { from: "Hi", to: "a\nb" },
    status: { from: "open", to: "resolved" },
    snoozedUntil: { from: null, to: "" },
    botEnabled: { from: false, to: true },
  };
  expect(fieldChangesOf(changes)).toEqual([
    { field: "status", from: "open", to: "resolved", isShort: true },
    { field: "snoozedUntil", from: NO_VALUE, to: NO_VALUE, isShort: true },
    { field: "botEnabled", from: "false", to: "true", isShort: true },
    { field: "participants", from: NO_VALUE, to: JSON.stringify(participants, null, 2), isShort: false },
    { field: "content", from: "Hi", to: "a\nb", isShort: false },
  ]);
});
