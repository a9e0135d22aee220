import { describe, expect, test } from "vitest";
import { cancelRetryOffer } from "@/app/_inbox/thread/actions/use-cancel-retry-action";
import { againMs, nextOf, tickOfEdit } from "@/app/_inbox/thread/message/reach/use-change-reach";
import { sentSince } from "@/app/_inbox/thread/message/timeline-lines";
import { beginsAsSent, isUnreported } from "@/app/_inbox/thread/message/unreported";
import { message } from "@/server/contract/event/sample-dtos";
import type { ChangeReachDto } from "@/server/contract/message/message-facts";
import { aMessage } from "@/test/support/scenes/dtos";
import { whyNot } from "./open-thread";
import { isLowered } from "./use-mark-seen";

describe("open thread", () => {
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
    ["a message that a phone has", mine, { ...reader, channel: "whatsapp" }, "message.already_left"],
    [
      "one that WhatsApp still edits",
      { ...mine, createdAt: reader.now.toISOString() },
      { ...reader, channel: "evolution" },
      null,
    ],
    [
      "one that WhatsApp no longer edits",
      { ...mine, createdAt: "2000-01-01T00:00:00.000Z" },
      { ...reader, channel: "evolution" },
      "message.edit_too_late",
    ],
    ["a withdrawn one", { ...mine, withdrawnAt: mine.createdAt }, reader, "message.deleted"],
  ] as const)("the menu says why the reader may not edit %s", (_, message, by, why) =>
    expect(whyNot("edit", message, by)).toBe(why),
  );
});

describe("use mark seen", () => {
  const mark = (number: number, incomingCount: number, version: number) => ({
    conversationId: 1,
    displayId: 1,
    number,
    incomingCount,
    version,
  });

  test("a mark that another window or this one has lowered is told from one that reading raised", () => {
    expect(isLowered(mark(5, 3, 1), mark(4, 2, 2))).toBe(true);
    expect(isLowered(mark(5, 3, 1), mark(6, 4, 2))).toBe(false);
    expect(isLowered(mark(5, 2, 1), mark(5, 3, 2))).toBe(false);
  });

  test("an older state of a mark, which arrives late, lowers nothing", () => {
    expect(isLowered(mark(5, 3, 2), mark(4, 2, 1))).toBe(false);
  });

  test("marking as unread where something is unread already is a lowering too", () => {
    expect(isLowered(mark(4, 2, 1), mark(4, 2, 2))).toBe(true);
  });
});

describe("use cancel retry action", () => {
  const RETRY_AT = "2026-11-19T14:10:00.000Z";

  /** The offer for messages with these ids, and the ids that it cancels. */
  function offered(...messages: [id: number, retryAt: string | null][]) {
    const cancelled: number[] = [];
    const offer = cancelRetryOffer(
      messages.map(([id, retryAt]) => ({ ...message, id, retryAt, content: `message ${id}` })),
      { cancel: (id) => cancelled.push(id), nameOf: ({ content }) => content },
    );
    return { offer, cancelled };
  }

  test("nothing is offered where no retry is planned", () => {
    expect(offered().offer).toBeNull();
    expect(offered([1, null], [2, null]).offer).toBeNull();
  });

  test("the only planned retry is cancelled without a choice", () => {
    const { offer, cancelled } = offered([1, null], [2, RETRY_AT], [3, null]);
    if (!offer || !("run" in offer)) throw new Error("no single offer");
    offer.run();
    expect(cancelled).toEqual([2]);
  });

  test("of several planned retries the chosen one is cancelled, the newest is named first", () => {
    const { offer, cancelled } = offered([1, RETRY_AT], [2, null], [3, RETRY_AT]);
    if (!offer || !("choices" in offer)) throw new Error("no choices");
    const choices = offer.choices();
    expect(choices.map(({ name }) => name)).toEqual(["message 3", "message 1"]);
    choices[1]?.run();
    expect(cancelled).toEqual([1]);
  });
});

describe("timeline lines", () => {
  const [CREATED, HELD, SECOND] = [
    "2026-11-20T09:00:00.000Z",
    "2026-11-20T09:00:10.000Z",
    "2026-11-21T08:00:00.000Z",
  ];

  const attempts = [
    { number: 1, startedAt: CREATED },
    { number: 2, startedAt: SECOND },
  ];

  test.each([
    ["the first attempt", { attempt: 1, sendAfter: null }, attempts, CREATED],
    ["the first attempt after an undo window", { attempt: 1, sendAfter: HELD }, attempts, HELD],
    ["a later attempt, whatever the undo window was", { attempt: 2, sendAfter: HELD }, attempts, SECOND],
    ["an attempt without a row", { attempt: 1, sendAfter: null }, [], CREATED],
  ])("%s is sent since its start", (_, message, of, since) => {
    expect(sentSince({ ...message, createdAt: CREATED }, of)).toBe(since);
  });

  test("a message begins as sent only in an inbox that says so, without a callback, while no provider's id is known", () => {
    for (const callbackUrl of [null, "https://crm.example/hook"])
      for (const messagesStartAs of ["pending", "sent"] as const)
        for (const sourceId of [null, "wamid.1"])
          expect(beginsAsSent({ callbackUrl, messagesStartAs }, { sourceId })).toBe(
            callbackUrl === null && messagesStartAs === "sent" && sourceId === null,
          );
  });

  const ofMember = { type: "user" as const, id: 1, name: "Ada" };

  const message = { status: "sent" as const, sourceId: null, attempt: 2, sender: ofMember };

  const sent = { signal: "sent" as const, attempt: 2 };

  const none = { receipts: [], hasMore: false };

  test.each([
    ["a sent message without a report", message, none, true],
    ["a report about an earlier attempt", message, { ...none, receipts: [{ ...sent, attempt: 1 }] }, true],
    ["a report about the current attempt", message, { ...none, receipts: [sent] }, false],
    ["a history that is not shown to its end", message, { ...none, hasMore: true }, false],
    ["a message with a provider's id", { ...message, sourceId: "wamid.1" }, none, false],
    [
      "a message that a program wrote",
      { ...message, sender: { ...ofMember, type: "token" as const } },
      none,
      false,
    ],
    ["a pending message", { ...message, status: "pending" as const }, none, false],
    ["a delivered message", { ...message, status: "delivered" as const }, none, false],
  ])("%s: unreported is %s", (_, of, data, expected) => {
    expect(isUnreported(of, data)).toBe(expected);
  });
});

describe("change reach", () => {
  const EDITED_AT = "2026-01-01T12:05:00.000Z";

  const change = (state: NonNullable<ChangeReachDto["change"]>["state"]) => ({
    state,
    route: "webhook" as const,
    madeAt: EDITED_AT,
    at: null,
    receiver: null,
    error: null,
  });

  test.each([
    ["unsent", "both", "read"],
    ["own", "both", "read"],
    ["waiting", "edit", "pending"],
    ["told", "edit", "sent"],
    ["failed", "edit", "failed"],
    ["kept", "first", "read"],
    ["unknown", "first", "read"],
  ] as const)("an edit that is %s has the tick of %s: %s", (state, of, status) =>
    expect(tickOfEdit(change(state), "read", "2026-01-01T12:30:00.000Z")).toEqual({ of, status }),
  );

  test("an edit that Tickline shows is read once the customer has read since", () => {
    const shown = (seenAt: string | null) => tickOfEdit(change("shown"), "read", seenAt)?.status;
    expect(shown(null)).toBe("sent");
    expect(shown("2026-01-01T12:04:59.000Z")).toBe("sent");
    expect(shown("2026-01-01T12:05:01.000Z")).toBe("read");
  });

  test("the blue tick of the first version is never shown before the edit's is known", () =>
    expect(tickOfEdit(null, "read", null)).toBeNull());

  test("what a change would do is said only if the customer has the message", () => {
    expect(nextOf("unsent")).toBeNull();
    expect((["shown", "callback", "webhook", "log", "none"] as const).map(nextOf)).toEqual([
      "shown",
      "told",
      "told",
      "told",
      "none",
    ]);
  });

  test("a webhook's answer is asked for less and less often, and never less than once a minute", () => {
    expect([0, 1, 2, 3, 5, 6, 500].map(againMs)).toEqual([
      3_000, 3_000, 6_000, 12_000, 48_000, 60_000, 60_000,
    ]);
  });
});
