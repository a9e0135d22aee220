import {
  type CallbackFormat,
  type Channel,
  changesIn,
  notifiesOfChanges,
} from "@/server/domain/inbox/channel";

import type { MessageStatus } from "./tick";

/**
 * By what a changed message reaches the customer. `shown`: Tickline shows them the text itself. `callback`, `webhook`, `log`:
 * a program is told there, and decides what it does. `sender`: the
 * channel's own sender changes what the customer has. `none`: no program is told, so the customer keeps what they got.
 */
export const CHANGE_ROUTES = ["shown", "sender", "callback", "webhook", "log", "none"] as const;
export type ChangeRoute = (typeof CHANGE_ROUTES)[number];

/** What decides the route of the changes in an inbox. */
export type ChangeReceiver = {
  channel: Channel;
  callbackUrl: string | null;
  callbackFormat: CallbackFormat;
  /** Customers' software may read the conversation from Tickline. */
  publicApi: boolean;
  /** An enabled webhook is told of changed messages in the inbox. */
  hasWebhook: boolean;
  /** A program that sees the inbox has read the event log lately. */
  isLogRead: boolean;
};

/**
 * The route of a change. Some formats of callbacks tell of messages to send and of no change: their program may have a
 * webhook, or read the log.
 */
export function changeRoute({ channel, callbackUrl, ...inbox }: ChangeReceiver): ChangeRoute {
  const changes = changesIn(channel);
  if (changes !== "program") return changes;
  if (callbackUrl !== null && notifiesOfChanges(inbox.callbackFormat)) return "callback";
  if (callbackUrl === null && inbox.publicApi) return "shown";
  if (inbox.hasWebhook) return "webhook";
  return inbox.isLogRead ? "log" : "none";
}

/**
 * How far a change has come. `unsent`: the customer had nothing yet, or got the changed message. `shown`: Tickline shows it.
 * `waiting`, `told`, `failed`: a program will be told, was told, or did not take it. `kept`: the customer keeps what they got.
 * `unknown`: the deliveries of that time are no longer stored. `own`: a program changed its own message, and knows best.
 */
export const CHANGE_STATES = [
  "unsent",
  "shown",
  "waiting",
  "told",
  "failed",
  "kept",
  "unknown",
  "own",
] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** A message as far as it decides whether the customer may have it. */
export type Departure = {
  /** Null: it is no outgoing message. */
  status: MessageStatus | null;
  /** When its text may first have left Tickline in the current attempt; null = not yet. */
  leftAt: Date | null;
};

/** Whether the customer may have had a message before an instant. A failed one did not reach them. */
export const mayHaveArrivedBefore = ({ status, leftAt }: Departure, at: Date): boolean =>
  status !== null && status !== "failed" && leftAt !== null && leftAt < at;

/** One report of a change to a program. */
export type ChangeReport = { state: "waiting" | "delivered" | "failed" | "dropped" };

/** The report that says most about a change: one that was taken, else one that may still be. */
export const bestReport = <R extends ChangeReport>(reports: readonly R[]): R | null =>
  reports.find(({ state }) => state === "delivered") ??
  reports.find(({ state }) => state === "waiting") ??
  reports.find(({ state }) => state === "failed") ??
  reports[0] ??
  null;

/** A change that was just made has no reports yet: they follow the log within this time, in ms. */
export const REPORTED_WITHIN_MS = 60_000;

type Change = {
  route: ChangeRoute;
  changedAt: Date;
  reports: readonly ChangeReport[];
  /** When a program last read the log. */
  logReadAt: Date | null;
  now: Date;
  /** Since when reports are stored. */
  reportsSince: Date;
};

/** How far the change of a message that the customer had has come. */
export function changeState({
  route,
  changedAt,
  reports,
  logReadAt,
  now,
  reportsSince,
}: Change): ChangeState {
  if (route === "shown") return "shown";
  if (route === "none" || route === "sender") return "kept"; // a sender's change has a state of its own
  if (route === "log") return logReadAt !== null && logReadAt > changedAt ? "told" : "waiting";
  const best = bestReport(reports);
  if (best) return STATE_OF_REPORT[best.state];
  if (changedAt < reportsSince) return "unknown";
  return now.getTime() - changedAt.getTime() < REPORTED_WITHIN_MS ? "waiting" : "kept";
}

/** A dropped report concerns what its format cannot say, or what was gone when it was due. */
const STATE_OF_REPORT: Record<ChangeReport["state"], ChangeState> = {
  waiting: "waiting",
  delivered: "told",
  failed: "failed",
  dropped: "kept",
};
