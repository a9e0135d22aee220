import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { OUTDATED_SETTINGS } from "@/server/channels/manifest";
import { ownReasonOf } from "@/server/contract/channel/callback-body";
import { newerMark, type OwnMark, ownUnread } from "@/server/contract/conversation/own-unread";
import { pushSubscription } from "@/server/contract/member/notification-settings";
import { isTimeZone, TIME_ZONES } from "@/server/contract/member/time-zones";
import { readForwarded } from "@/server/contract/message/note-attributes";
import { renderSystemContent } from "@/server/contract/message/render-system-content";
import { endsMissing } from "@/server/contract/webhook/subscribable-types";
import { aSubscription } from "@/test/support/scenes/dtos";

describe("own reason", () => {
  /** The sentences in the sources that make them; a placeholder stands for a number or a name. */
  const sentencesIn = (path: string, pattern: RegExp): string[] =>
    [...readFileSync(path, "utf8").matchAll(pattern)].map(([, , text = ""]) =>
      text
        .replaceAll(/\$\{\w*(?:Ms|Minutes|Hours)\}/g, "30000")
        .replaceAll(/\$\{[^}]+\}/g, "chat.example.test"),
    );

  const QUOTED = /(["`])((?:[A-Z]|\$\{)[^"`\n]*?\.(?: [^"`\n]*)?)\1/g;

  test.each([
    ["server/worker/sends/send-queue.ts", 2],
    ["server/lib/outbound/post.ts", 5],
    ["server/domain/send/change.ts", 4],
    ["server/channels/evolution/send/change-sent.ts", 2],
  ])("a screen can translate every reason of %s", (path, count) => {
    const sentences = sentencesIn(path, QUOTED);
    expect(sentences.length).toBeGreaterThanOrEqual(count);
    expect(sentences.filter((one) => ownReasonOf(one) === null)).toEqual([]);
  });

  test.each([
    ["No answer within 30000 ms.", { name: "no_answer", word: "30000" }],
    ["The name chat.example.test was not found.", { name: "unknown_name", word: "chat.example.test" }],
    [
      "chat.example.test leads to a private or reserved address. Whoever runs Tickline finds it in the log, and can allow it.",
      { name: "private_address", word: "chat.example.test" },
    ],
    ["The message could not be prepared: no\nfile", { name: "unprepared", word: "no\nfile" }],
    ["Discarded by Zoë.", { name: "discarded", word: "Zoë" }],
    [OUTDATED_SETTINGS, { name: "settings_outdated", word: "" }],
    ["5.1.1", { name: "mail_address", word: "5.1.1" }],
    ["550 5.1.10 No such person", { name: "mail_address", word: "550 5.1.10 No such person" }],
    ["a@x.example: 552 5.2.2 Full\nsee x", { name: "mail_full", word: "a@x.example: 552 5.2.2 Full\nsee x" }],
    ["554 5.7.1 Blocked", { name: "mail_policy", word: "554 5.7.1 Blocked" }],
    ["535 5.7.8 Error: authentication failed", null],
    ["550 5.1.11 Who?", null],
    ["450 4.2.2 Full", null],
    ["400: Connection refused.", null],
    ["not on WhatsApp", null],
  ])("%s", (text, reason) => expect(ownReasonOf(text)).toEqual(reason));
});

describe("ownUnread", () => {
  const ME = 7;

  const mark = (incomingCount: number, version = 1): OwnMark => ({
    conversationId: 1,
    displayId: 1,
    number: 9,
    incomingCount,
    version,
  });

  const conversation = {
    assigneeId: 3,
    status: "open",
    unreadCount: 4,
    incomingCount: 10,
    answeredCount: 8,
  } as const;

  test("with an own mark, the own unread messages are those after it, whatever the assignee has read", () => {
    expect(ownUnread(conversation, mark(10), ME)).toBe(0);
    expect(ownUnread({ ...conversation, unreadCount: 0 }, mark(7), ME)).toBe(3);
    expect(ownUnread({ ...conversation, status: "resolved" }, mark(7), ME)).toBe(3);
  });

  test("without an own mark, what nobody has answered is unread, and nothing of a resolved conversation", () => {
    expect(ownUnread(conversation, null, ME)).toBe(2);
    expect(ownUnread({ ...conversation, answeredCount: 10 }, null, ME)).toBe(0);
    expect(ownUnread({ ...conversation, status: "resolved" }, null, ME)).toBe(0);
  });

  test("without an own mark, the assignee has the conversation's count", () => {
    expect(ownUnread({ ...conversation, assigneeId: ME }, null, ME)).toBe(4);
  });

  test("an event from before the totals has nothing unread", () => {
    const { incomingCount: _, answeredCount: __, ...old } = conversation;
    expect(ownUnread(old, null, ME)).toBe(0);
  });

  test("of two states of a mark the newer one holds, and one that is not known yet never replaces another", () => {
    expect(newerMark(mark(1, 1), mark(2, 2))).toEqual(mark(2, 2));
    expect(newerMark(mark(2, 2), mark(1, 1))).toEqual(mark(2, 2));
    expect(newerMark(mark(1), undefined)).toEqual(mark(1));
    expect(newerMark(null, undefined)).toBeNull();
    expect(newerMark(null, mark(1))).toEqual(mark(1));
  });
});

describe("notification settings", () => {
  const { keys } = aSubscription();

  test("a browser's subscription is accepted, also with padded keys", () => {
    expect(pushSubscription.safeParse(aSubscription()).success).toBe(true);
    const padded = { p256dh: `${keys.p256dh}=`, auth: `${keys.auth}==` };
    expect(pushSubscription.safeParse({ ...aSubscription(), keys: padded }).success).toBe(true);
  });

  test.each([
    ["an address without TLS", aSubscription("http://push.example.test/a")],
    ["a key that is too short", { ...aSubscription(), keys: { ...keys, p256dh: "BA" } }],
    [
      "a compressed point",
      { ...aSubscription(), keys: { ...keys, p256dh: keys.p256dh.replace("BC", "AC") } },
    ],
    ["a secret that is too short", { ...aSubscription(), keys: { ...keys, auth: "BA" } }],
  ])("a subscription with %s is refused", (_, given) => {
    expect(pushSubscription.safeParse(given).success).toBe(false);
  });
});

describe("time zones", () => {
  test("a time zone is an IANA name that dates can be shown in, and nothing else", () => {
    expect(["UTC", "Europe/Berlin", "Asia/Shanghai", "America/Sao_Paulo"].every(isTimeZone)).toBe(true);
    expect(["Asia/Kolkata", "Asia/Calcutta", "Europe/Kyiv", "Etc/GMT+5"].every(isTimeZone)).toBe(true);
    expect(["", "Berlin", "utc+1", "+01:00", "Europe/Berlin "].some(isTimeZone)).toBe(false);
    expect(new Set(TIME_ZONES).size).toBe(TIME_ZONES.length);
  });
});

describe("note attributes", () => {
  test("a forwarded note names its source; malformed attributes of an integrator are ignored", () => {
    const sender = { type: "user", id: 7, name: "Ada" };
    expect(readForwarded({ forwardedFrom: { displayId: 3, number: 9, sender } })).toEqual({
      displayId: 3,
      number: 9,
      who: "Ada",
    });
    expect(readForwarded({ forwardedFrom: { displayId: 3, number: 9 } })?.who).toBeNull();
    for (const forwardedFrom of [
      null,
      "x",
      [],
      {},
      { displayId: "3", number: 9 },
      { displayId: -1, number: 9 },
    ])
      expect(readForwarded({ forwardedFrom })).toBeNull();
    expect(readForwarded({})).toBeNull();
  });
});

describe("renderSystemContent", () => {
  const parameters = { order: "A-17", count: 2 };

  const own = {
    notice: null,
    template: "Order {order} has {count} parts. {unknown}",
    translations: { zh: "订单 {order}", "pt-BR": "Pedido {order}" },
    parameters,
  };

  test.each([
    ["en", "Order A-17 has 2 parts. {unknown}"],
    ["zh-CN", "订单 A-17"],
    ["zh", "订单 A-17"],
    ["pt-BR", "Pedido A-17"],
    ["pt", "Order A-17 has 2 parts. {unknown}"],
  ])("a reader of %s gets the exact language, else its base, else the template", (locale, text) => {
    expect(renderSystemContent(own, locale)).toBe(text);
  });

  test("a notice has its text in every language of the screens, and English for others", () => {
    const notice = {
      ...own,
      template: null,
      notice: "conversation.assigned" as const,
      parameters: { assignee: "Ada" },
    };
    expect(renderSystemContent(notice, "en")).toBe("Ada is taking care of this conversation.");
    expect(renderSystemContent(notice, "zh")).toBe("Ada 正在为您服务。");
    expect(renderSystemContent(notice, "de")).toBe("Ada is taking care of this conversation.");
  });

  test("a parameter's text is not a template", () => {
    expect(renderSystemContent({ ...own, template: "{order}", parameters: { order: "{count}" } }, "en")).toBe(
      "{count}",
    );
  });
});

describe("subscribable types", () => {
  const ENDS = ["operation.succeeded", "operation.failed", "operation.timed_out"];

  test.each([
    [["*"], []],
    [["message.created", "conversation.trashed"], []],
    [["conversation.purged"], ENDS],
    [
      ["contact.erased", "operation.failed"],
      ["operation.succeeded", "operation.timed_out"],
    ],
    [["conversation.purged", ...ENDS], []],
  ])("an endpoint subscribed to %j should subscribe to %j too", (types, missing) => {
    expect(endsMissing(types)).toEqual(missing);
  });
});
