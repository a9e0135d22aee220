import { describe, expect, test } from "vitest";
import {
  bestReport,
  type ChangeReceiver,
  type ChangeReport,
  type ChangeRoute,
  changeRoute,
  changeState,
  mayHaveArrivedBefore,
} from "./change-reach";
import { type Changeable, charactersOf, fitsInto, whyNotChanged } from "./content";
import { decideWithdraw, sendAfterOf } from "./undo-window";

describe("undo window", () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 9, 0, seconds));

  const NOW = at(8);

  const left = { kind: "refused", code: "message.already_left" };

  test.each([
    ["within its undo window", { sendAfter: at(9), withdrawnAt: null }, true, { kind: "withdraw" }],
    ["at the end of its undo window", { sendAfter: NOW, withdrawnAt: null }, true, left],
    ["without an undo window", { sendAfter: null, withdrawnAt: null }, true, left],
    ["withdrawing twice changes nothing", { sendAfter: at(9), withdrawnAt: at(5) }, true, { kind: "keep" }],
    [
      "another member's message is not withdrawn",
      { sendAfter: at(9), withdrawnAt: null },
      false,
      { kind: "refused", code: "message.not_yours" },
    ],
  ] as const)("%s", (_, message, isWriter, decision) => {
    expect(decideWithdraw(message, isWriter, NOW)).toEqual(decision);
  });

  test.each([
    [0, null],
    [-1, null],
    [1_000, at(9)],
    [3_600_000, at(68)],
  ])("an undo window of %s ms", (holdMs, until) => {
    expect(sendAfterOf(holdMs, NOW)).toEqual(until);
  });
});

describe("content", () => {
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

  const left = (secondsAgo: number): Changeable => ({
    ...out,
    leftAt: new Date(NOW.getTime() - 1_000 * secondsAgo),
  });

  const note: Changeable = { ...out, kind: "note", direction: null, status: null };

  test.each<[string, Changeable, "api" | "evolution" | "whatsapp", string | null, string | null]>([
    ["a note, in any channel", note, "evolution", null, null],
    ["a sent message, if the channel can", out, "api", null, null],
    [
      "a sent message, if the channel cannot",
      out,
      "whatsapp",
      "message.already_left",
      "message.already_left",
    ],
    ["at the end of the provider's time", left(15 * 60), "evolution", null, null],
    ["after its time for edits", left(15 * 60 + 1), "evolution", "message.edit_too_late", null],
    ["at the end of its time for deletions", left(48 * 3_600), "evolution", "message.edit_too_late", null],
    [
      "after its time for deletions",
      left(48 * 3_600 + 1),
      "evolution",
      "message.edit_too_late",
      "message.delete_too_late",
    ],
    ["an old one that waits", { ...left(86_400), status: "pending" }, "evolution", null, null],
    ["an old one in another channel", left(99 * 3_600), "api", null, null],
    ["a picture's caption", { ...left(60), fileTypes: ["image/png"] }, "evolution", null, null],
    [
      "a document's caption",
      { ...left(60), fileTypes: ["application/pdf"] },
      "evolution",
      "message.file_not_editable",
      null,
    ],
    ["one within its undo window", { ...out, status: "pending", sendAfter: SOON }, "evolution", null, null],
    ["one that failed", { ...out, status: "failed" }, "evolution", null, null],
    [
      "a customer's",
      { ...out, direction: "in", status: null },
      "api",
      "message.not_editable",
      "message.not_deletable",
    ],
    [
      "an activity line",
      { ...note, kind: "activity" },
      "api",
      "message.not_editable",
      "message.not_deletable",
    ],
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

  test("what a channel reports was done on the other side changes messages of both sides, where it can report that", () => {
    const received: Changeable = { ...out, direction: "in", status: null };
    const by = { isWriter: false, isReported: true, now: NOW };
    for (const message of [out, received])
      for (const change of ["edit", "delete"] as const) {
        expect(whyNotChanged(change, message, { ...by, channel: "evolution" })).toBe(null);
        const deleted = { ...message, deletedAt: NOW };
        expect(whyNotChanged(change, deleted, { ...by, channel: "evolution" })).toBe("message.deleted");
        expect(whyNotChanged(change, message, { ...by, channel: "email" })).not.toBe(null);
      }
    expect(whyNotChanged("edit", note, { ...by, channel: "evolution" })).toBe("message.not_yours");
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
});

describe("change reach", () => {
  const NOTHING: ChangeReceiver = {
    channel: "api",
    callbackUrl: null,
    callbackFormat: "tickline",
    publicApi: false,
    hasWebhook: false,
    isLogRead: false,
  };

  const URL = "https://bridge.example/callback";

  test.each<[string, Partial<ChangeReceiver>, ChangeRoute]>([
    ["no program", {}, "none"],
    ["a website's widget", { channel: "widget" }, "shown"],
    ["WuKongIM's clients", { channel: "wukongim", isLogRead: true }, "shown"],
    ["a phone behind Evolution API", { channel: "evolution", hasWebhook: true }, "sender"],
    [
      "the webhook of Chatwoot's API inbox",
      { callbackUrl: URL, callbackFormat: "chatwoot", hasWebhook: true },
      "callback",
    ],
    ["Tickline's callback alone", { callbackUrl: URL }, "none"],
    ["Tickline's callback beside a webhook", { callbackUrl: URL, hasWebhook: true }, "webhook"],
    ["Tickline's callback and a reader of the log", { callbackUrl: URL, isLogRead: true }, "log"],
    ["customers' software that reads from Tickline", { publicApi: true, hasWebhook: true }, "shown"],
    [
      "a public API beside a callback",
      { publicApi: true, callbackUrl: URL, callbackFormat: "chatwoot" },
      "callback",
    ],
    ["a webhook beside a reader of the log", { hasWebhook: true, isLogRead: true }, "webhook"],
  ])("the route of a change with %s", (_, hearing, route) =>
    expect(changeRoute({ ...NOTHING, ...hearing })).toBe(route),
  );

  const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 12, minute));

  test.each<[string, Parameters<typeof mayHaveArrivedBefore>[0], boolean]>([
    ["a message taken before the change", { status: "read", leftAt: at(4) }, true],
    ["a message taken after it", { status: "sent", leftAt: at(6) }, false],
    ["a message that is still here", { status: "pending", leftAt: null }, false],
    ["a pending message that a program may have", { status: "pending", leftAt: at(4) }, true],
    ["a failed message", { status: "failed", leftAt: at(4) }, false],
    ["a note", { status: null, leftAt: at(4) }, false],
  ])("whether the customer may have %s", (_, message, had) =>
    expect(mayHaveArrivedBefore(message, at(5))).toBe(had),
  );

  const change = { changedAt: at(5), reports: [], logReadAt: null, now: at(30), reportsSince: at(0) };

  const reports = (...states: ChangeReport["state"][]) => states.map((state) => ({ state }));

  test.each<[string, Partial<Parameters<typeof changeState>[0]> & { route: ChangeRoute }, string]>([
    ["Tickline shows it", { route: "shown" }, "shown"],
    ["nobody is told", { route: "none" }, "kept"],
    ["the program took it", { route: "callback", reports: reports("delivered") }, "told"],
    ["the program has not answered yet", { route: "callback", reports: reports("waiting") }, "waiting"],
    ["the program refused it", { route: "callback", reports: reports("failed") }, "failed"],
    ["one of two programs took it", { route: "webhook", reports: reports("failed", "delivered") }, "told"],
    ["it was never due", { route: "webhook", reports: reports("dropped") }, "kept"],
    ["it was just made", { route: "callback", now: at(5.5) }, "waiting"],
    ["nothing was reported for long", { route: "callback" }, "kept"],
    ["reports of that time are gone", { route: "callback", reportsSince: at(6) }, "unknown"],
    ["the log was read since", { route: "log", logReadAt: at(6) }, "told"],
    ["the log was read before", { route: "log", logReadAt: at(4) }, "waiting"],
  ])("how far a change has come: %s", (_, more, state) =>
    expect(changeState({ ...change, ...more })).toBe(state),
  );

  test("a report that was taken counts more than one that may still be", () => {
    expect(bestReport(reports("dropped", "failed", "waiting", "delivered"))).toEqual({ state: "delivered" });
    expect(bestReport(reports("dropped", "failed", "waiting"))).toEqual({ state: "waiting" });
    expect(bestReport([])).toBeNull();
  });
});
