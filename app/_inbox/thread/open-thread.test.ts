import { expect, test } from "vitest";
import { aMessage } from "@/test/support/scenes/dtos";
import { whyNot } from "./open-thread";

const ME = 7;
const mine = aMessage({
  direction: "out",
  status: "read",
  sender: { type: "user", id: ME, name: "Ada" },
});
const reader = {
  meId: ME,
  channel: "api",
  lifecycle: "live",
  now: new Date("2026-01-01T13:00:00Z"),
} as const;

test.each([
  ["their own sent message", mine, reader, null],
  ["a message before the inbox is loaded", mine, { ...reader, channel: null }, null],
  ["a message in the trash", mine, { ...reader, lifecycle: "trashed" }, "conversation.trashed"],
  ["a colleague's", mine, { ...reader, meId: 8 }, "message.not_yours"],
  ["a customer's", aMessage(), reader, "message.not_editable"],
  ["a message that a phone has", mine, { ...reader, channel: "evolution" }, "message.already_left"],
  ["a withdrawn one", { ...mine, withdrawnAt: mine.createdAt }, reader, "message.deleted"],
] as const)("the menu says why the reader may not edit %s", (_, message, by, why) =>
  expect(whyNot("edit", message, by)).toBe(why),
);
