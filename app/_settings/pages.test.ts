import { describe, expect, test } from "vitest";
import { fieldChangesOf, NO_VALUE } from "@/app/_settings/events/event-line";
import { summaryKeyOf } from "@/app/_settings/events/event-row";
import { hrefOfUndelivered, isFine } from "@/app/_settings/health/health";
import { bucketsOf, hasCourseAnywhere } from "@/app/_settings/health/health-screen";
import {
  actionKeyOf,
  eventsOf,
  OPERATION_KINDS,
  operationsHref,
  parseKind,
} from "@/app/_settings/operations/operations";
import { FIRST_VIEW, parseQueueView, queuesHref } from "@/app/_settings/queues/queues";
import { shownStateOf } from "@/app/_settings/webhooks/state-chip";
import type { HealthDto } from "@/server/contract/health/health";
import { health as sample } from "@/server/contract/health/sample-health";

describe("event line", () => {
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
});

describe("event row", () => {
  test.each([
    ["read", { agentSeenNumber: { from: 4, to: 7 }, unreadCount: { from: 3, to: 0 } }],
    ["read", { unreadCount: { from: 3, to: 0 } }],
    ["marked_unread", { agentSeenNumber: { from: 7, to: 6 }, unreadCount: { from: 0, to: 1 } }],
    ["marked_unread", { unreadCount: { from: 0, to: 1 } }],
    ["read_by_customer", { contactSeenAt: { from: null, to: "2026-11-22T10:00:00Z" } }],
    ["seen", {}],
  ])("conversation.seen is summarised as %s where the changes are %j", (key, changes) => {
    expect(summaryKeyOf({ type: "conversation.seen", changes })).toBe(`conversation.${key}`);
  });

  test("every other event is summarised by its type", () => {
    expect(summaryKeyOf({ type: "note.created", changes: {} })).toBe("note.created");
  });
});

describe("operations", () => {
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
});

describe("state chip", () => {
  const [EARLIER, LATER] = ["2026-11-19T10:00:00.000Z", "2026-11-19T10:00:01.000Z"];

  const enabled = { state: "enabled", failingSince: null } as const;

  const health = { pausedUntil: null, lastDeliveredAt: null, lastFailedAt: null };

  test.each([
    ["that was never called is enabled", health, "enabled"],
    ["whose only attempts failed is retrying", { ...health, lastFailedAt: EARLIER }, "retrying"],
    [
      "whose last attempt failed is retrying",
      { ...health, lastDeliveredAt: EARLIER, lastFailedAt: LATER },
      "retrying",
    ],
    [
      "that took a delivery after a failure is enabled",
      { ...health, lastDeliveredAt: LATER, lastFailedAt: EARLIER },
      "enabled",
    ],
    ["that is paused is so first", { ...health, pausedUntil: LATER, lastFailedAt: EARLIER }, "paused"],
  ])("an enabled webhook %s", (_, given, shown) => {
    expect(shownStateOf({ ...enabled, health: given })).toBe(shown);
  });

  test("a disabled webhook is shown as such whatever its last attempt was", () => {
    expect(
      shownStateOf({ state: "disabled", failingSince: null, health: { ...health, lastFailedAt: LATER } }),
    ).toBe("disabled");
  });
});

describe("buckets", () => {
  const at = "2026-11-20T09:41:00.000Z";

  const hours = [
    { at: "2026-11-19T23:00:00.000Z", attempts: 4, failed: 1 },
    { at: "2026-11-20T09:00:00.000Z", attempts: 6, failed: 0 },
  ];

  test("a day has each of its 24 hours, also those without attempts", () => {
    const points = bucketsOf({ since: "2026-11-19T10:00:00.000Z", at, period: "day", hours });
    expect(points).toHaveLength(24);
    expect(points[0]).toEqual({
      at: "2026-11-19T10:00:00.000Z",
      values: { rest: 0, failed: 0, failedShare: null },
    });
    expect(points[13]?.values).toEqual({ rest: 3, failed: 1, failedShare: 25 });
    expect(points.at(-1)?.values).toEqual({ rest: 6, failed: 0, failedShare: 0 });
  });

  test("a chart has its height before the reader's time zone is known", () => {
    expect(hasCourseAnywhere({ period: "day", hours })).toBe(true);
    expect(hasCourseAnywhere({ period: "day", hours: hours.slice(1) })).toBe(false);
    expect(hasCourseAnywhere({ period: "month", hours: hours.map((one) => ({ ...one, at })) })).toBe(false);
  });

  test("longer periods are shown in steps from the reader's midnight, and lose no attempt", () => {
    const week = bucketsOf({ since: "2026-11-13T10:00:00.000Z", at, period: "week", hours });
    const month = bucketsOf({ since: "2026-10-21T10:00:00.000Z", at, period: "month", hours });
    expect(new Set(month.map((point) => new Date(point.at).getHours()))).toEqual(new Set([0]));
    expect(new Set(week.map((point) => new Date(point.at).getHours() % 6))).toEqual(new Set([0]));
    for (const points of [week, month]) {
      const total = points.reduce(
        (sum, { values }) => sum + (values["rest"] ?? 0) + (values["failed"] ?? 0),
        0,
      );
      expect(total).toBe(10);
    }
  });
});

describe("health", () => {
  const none = { count: 0, oldestAt: null };

  const [inbox, ...others] = sample.inboxes.map((one) => ({
    ...one,
    stuck: none,
    unconfirmed: none,
    failed: none,
    overdue: { count: 0, oldestAt: null, afterHours: 24, reportsDelivery: true },
  }));

  if (!inbox) throw new Error("the sample has an inbox");

  const fine: HealthDto = { ...sample, inboxes: [inbox, ...others] };

  const failingSince = sample.at;

  const late = { ...sample.queues.sends, oldestDueAt: "2026-11-20T09:30:00.000Z" };

  test("nothing needs attention only without troubled messages, late work, receivers that are out and replies that nobody takes", () => {
    expect(isFine(fine)).toBe(true);
    expect(isFine({ ...fine, inboxes: [] })).toBe(false);
    const silent = { ...inbox.overdue, count: 1, reportsDelivery: false };
    expect(isFine({ ...fine, inboxes: [{ ...inbox, overdue: silent }] })).toBe(false);
    for (const trouble of ["stuck", "unconfirmed", "failed", "overdue"])
      expect(
        isFine({
          ...fine,
          inboxes: [{ ...inbox, [trouble]: { ...inbox.overdue, count: 1, oldestAt: sample.at } }],
        }),
      ).toBe(false);
    const sender = { failingSince, pausedUntil: null, lastAnsweredAt: null };
    expect(isFine({ ...fine, inboxes: [{ ...inbox, sender }] })).toBe(false);
    expect(isFine({ ...fine, inboxes: [{ ...inbox, noTakerSince: sample.at }] })).toBe(false);
    expect(isFine({ ...fine, queues: { ...fine.queues, sends: late } })).toBe(false);
    expect(isFine({ ...fine, endpoints: fine.endpoints.map((one) => ({ ...one, failingSince })) })).toBe(
      false,
    );
  });

  test("an endpoint that a member disabled needs no attention, one that was disabled for failures does", () => {
    const disabled = (disabledReason: "by_hand" | "failing") =>
      isFine({
        ...fine,
        endpoints: fine.endpoints.map((one) => ({ ...one, state: "disabled", disabledReason })),
      });
    expect([disabled("by_hand"), disabled("failing")]).toEqual([true, false]);
  });

  test("a link to messages that were not delivered has part of the text and the inbox", () => {
    expect(hrefOfUndelivered({})).toBe("/not-delivered");
    expect(hrefOfUndelivered({ error: "a & b", inboxId: 3 })).toBe("/not-delivered?error=a+%26+b&inbox=3");
    expect(hrefOfUndelivered({ error: "x".repeat(300) })).toHaveLength("/not-delivered?error=".length + 200);
    expect(hrefOfUndelivered({ error: `${"x".repeat(199)}😀` })).toHaveLength(
      "/not-delivered?error=".length + 199,
    );
  });
});

describe("queues", () => {
  const parse = (href: string) => parseQueueView(new URL(href, "http://localhost").searchParams);

  test.each([
    FIRST_VIEW,
    { ...FIRST_VIEW, inboxId: 7 },
    { ...FIRST_VIEW, queue: "deliveries" as const, endpointId: 3, deliveries: "failed" as const },
    { ...FIRST_VIEW, queue: "jobs" as const },
  ])("the URL of %j shows it again", (view) => expect(parse(queuesHref(view))).toEqual(view));

  test("filters of another queue are not in the URL, and unknown values are ignored", () => {
    expect(queuesHref({ ...FIRST_VIEW, queue: "jobs", inboxId: 7, endpointId: 3 })).toBe(
      "/settings/queues?queue=jobs",
    );
    expect(parse("/settings/queues?queue=mails&inbox=-1&endpoint=x&state=dropped")).toEqual(FIRST_VIEW);
  });
});
