import { expect, test } from "vitest";
import {
  bestReport,
  type ChangeReceiver,
  type ChangeReport,
  type ChangeRoute,
  changeRoute,
  changeState,
  mayHaveArrivedBefore,
} from "./change-reach";

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
  ["a phone behind Evolution API", { channel: "evolution", hasWebhook: true }, "none"],
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
