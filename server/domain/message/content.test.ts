import { expect, test } from "vitest";
import { type Changeable, charactersOf, fitsInto, whyNotChanged } from "./content";

const NOW = new Date("2026-11-20T09:00:00Z");
const SOON = new Date("2026-11-20T09:00:08Z");
const out: Changeable = {
  kind: "message",
  direction: "out",
  status: "delivered",
  sendAfter: null,
  withdrawnAt: null,
  deletedAt: null,
};
const note: Changeable = { ...out, kind: "note", direction: null, status: null };

test.each<[string, Changeable, "api" | "evolution", string | null, string | null]>([
  ["a note, in any channel", note, "evolution", null, null],
  ["a sent message, if the channel can", out, "api", null, null],
  ["a sent message, if the channel cannot", out, "evolution", "message.already_left", "message.already_left"],
  ["one within its undo window", { ...out, status: "pending", sendAfter: SOON }, "evolution", null, null],
  ["one that failed", { ...out, status: "failed" }, "evolution", null, null],
  [
    "a customer's",
    { ...out, direction: "in", status: null },
    "api",
    "message.not_editable",
    "message.not_deletable",
  ],
  ["an activity line", { ...note, kind: "activity" }, "api", "message.not_editable", "message.not_deletable"],
  ["a system message", { ...note, kind: "system" }, "api", "message.not_editable", "message.not_deletable"],
  ["a deleted one", { ...note, deletedAt: NOW }, "api", "message.deleted", "message.deleted"],
  ["a withdrawn one", { ...out, withdrawnAt: NOW }, "api", "message.deleted", "message.deleted"],
])("%s", (_, message, channel, edit, remove) => {
  const situation = { isWriter: true, channel, now: NOW };
  expect(whyNotChanged("edit", message, situation)).toBe(edit);
  expect(whyNotChanged("delete", message, situation)).toBe(remove);
});

test("a customer's message is deleted by the integrator of an api inbox, and by nobody else", () => {
  const received: Changeable = { ...out, direction: "in", status: null };
  const by = { isWriter: false, isIntegrator: true, now: NOW };
  expect(whyNotChanged("delete", received, { ...by, channel: "api" })).toBe(null);
  expect(whyNotChanged("edit", received, { ...by, channel: "api" })).toBe("message.not_editable");
  expect(whyNotChanged("delete", received, { ...by, channel: "widget" })).toBe("message.not_deletable");
  expect(whyNotChanged("delete", { ...received, deletedAt: NOW }, { ...by, channel: "api" })).toBe(
    "message.deleted",
  );
  expect(whyNotChanged("delete", out, { ...by, channel: "api" })).toBe("message.not_yours");
});

test("only its writer changes a message", () => {
  for (const message of [note, out])
    expect(whyNotChanged("edit", message, { isWriter: false, channel: "api", now: NOW })).toBe(
      "message.not_yours",
    );
});

test.each([
  ["", 1, true],
  ["four", 4, true],
  ["fives", 4, false],
  ["😀😀", 2, true],
  ["😀😀😀", 2, false],
  ["长".repeat(4_096), 4_096, true],
  ["x".repeat(150_001), 150_000, false],
] as const)("characters are counted, not code units: %#", (text, charsMax, fits) =>
  expect(fitsInto(text, charsMax)).toBe(fits),
);

test("a character outside the basic plane counts once", () => expect(charactersOf("a😀é")).toBe(3));
