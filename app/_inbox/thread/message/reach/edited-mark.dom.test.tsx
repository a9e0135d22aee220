import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { message } from "@/server/contract/event/sample-dtos";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";
import { openPage } from "@/test/support/dom/page";
import en from "../../../../../messages/en.json";
import zh from "../../../../../messages/zh.json";
import { DeletedReach } from "./edited-mark";

const AT = "2026-11-20T09:41:00.000Z";
const failed = (error: string | null): ChangeReachDto => ({
  change: { state: "failed", route: "sender", madeAt: AT, at: AT, receiver: null, error },
  next: "sender",
});
const ENGLISH = { locale: "en", messages: en } as const;
const CHINESE = { locale: "zh", messages: zh } as const;
const LATE = "The channel takes a deletion for 48 hours after the message was sent.";

describe("a deletion that was not made on WhatsApp says why, Tickline's own reasons in the reader's language", () => {
  test.each([
    [ENGLISH, LATE, "Reason: A deletion is taken only within 48 hours after the message was sent."],
    [CHINESE, LATE, "原因：只能在消息发出后 48 小时内删除。"],
    [ENGLISH, "Message not found", "Reason: “Message not found”"],
    [CHINESE, "Message not found", "原因：“Message not found”"],
    [CHINESE, "Discarded by Zoë.", "原因：已由 Zoë 丢弃。"],
    [CHINESE, "No answer within 10000 ms.", "原因：10 秒内没有答复。"],
    [ENGLISH, null, "Reason: no answer"],
  ])("the reason is told in the reader's language (%#)", async (language, error, words) => {
    const { user } = openPage(<DeletedReach message={message} />, {
      answers: { "messages.changeReach": () => failed(error) },
      language,
    });
    const { deleted, whyNot } = language.messages.thread.reach.sender;
    await user.click(await screen.findByRole("button", { name: deleted.failed }));
    const window = await screen.findByRole("dialog", { name: whyNot });
    expect(within(window).getByText(words, { exact: false })).toBeTruthy();
  });
});
