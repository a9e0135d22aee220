import { expect, test } from "vitest";
import { passingOf } from "@/app/_inbox/thread/passing/use-passing";
import { commandMessage } from "@/server/contract/event/sample-parts";
import type { EphemeralMessageDto, SentCommandDto } from "@/server/contract/message/command-message";
import { aMessage } from "@/test/support/scenes/dtos";
import { threadItems } from "./items";

const at = (minute: number) => `2026-11-20T09:0${minute}:00.000Z`;
const messages = [2, 4].map((minute) => aMessage({ id: minute, number: minute, createdAt: at(minute) }));
const command = (minute: number): SentCommandDto => ({
  ...commandMessage,
  id: minute,
  createdAt: at(minute),
  recipients: 2,
  acknowledged: 1,
});
const { conversationId, inboxId, sender } = commandMessage;
const ephemeral: EphemeralMessageDto = {
  ...{ conversationId, inboxId, sender, displayId: 1, recipientIds: [1], clientId: null },
  ...{ id: crypto.randomUUID(), sentAt: at(5), content: "…", contentType: "text", contentAttributes: {} },
};
const passing = passingOf([command(1), command(3)], [ephemeral]);
const keys = (isWhole: boolean) =>
  threadItems(messages, [], () => "today", null, { passing, isWhole })
    .filter(({ kind }) => kind !== "day")
    .map((item) =>
      item.kind === "passing" ? `${item.passing.createdAt} ${item.passing.received?.of}` : item.key,
    );

test("what is in no history is shown at its time, beside the messages", () => {
  expect(keys(true)).toEqual([`${at(1)} 2`, "2", `${at(3)} 2`, "4", `${at(5)} undefined`]);
});

test("what is older than the messages that are loaded comes with the older ones", () => {
  expect(keys(false)).toEqual(["2", `${at(3)} 2`, "4", `${at(5)} undefined`]);
});
