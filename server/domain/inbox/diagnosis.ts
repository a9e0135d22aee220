import { firstStatus } from "@/server/domain/message/tick";
import type { Channel } from "./channel";
import type { Situation } from "./policy";
import { lacksTaker, type TakerFacts } from "./reply-takers";

/** The calls of integrators, by the state that they meet. */
export const CALL_NAMES = [
  "create",
  "createOpen",
  "createPending",
  "createSnoozed",
  "createResolved",
  "writeInOpen",
  "writeInPending",
  "writeInSnoozed",
  "writeInResolved",
] as const;
export type CallName = (typeof CALL_NAMES)[number];

const ordinary = { contact: { isBlocked: false, isIntegrationOwn: false }, isSpam: false };
const creates = { ...ordinary, kind: "new", startedBy: "other" } as const;
const writes = { ...ordinary, kind: "customerMessage", lifecycle: "live" } as const;

/** The policy's input for each call. */
export const CALLS: Readonly<Record<CallName, Situation>> = {
  create: { ...creates, requested: null },
  createOpen: { ...creates, requested: "open" },
  createPending: { ...creates, requested: "pending" },
  createSnoozed: { ...creates, requested: "snoozed" },
  createResolved: { ...creates, requested: "resolved" },
  writeInOpen: { ...writes, status: "open" },
  writeInPending: { ...writes, status: "pending" },
  writeInSnoozed: { ...writes, status: "snoozed" },
  writeInResolved: { ...writes, status: "resolved" },
};

/** Which call a recorded situation came from; null: it came from none, as an automatic mail. */
export const callOf = (situation: Situation): CallName | null =>
  situation.automatic ? null : (CALL_NAMES.find((name) => isSame(CALLS[name], situation)) ?? null);

function isSame(one: Situation, other: Situation): boolean {
  if (one.kind === "new") {
    return other.kind === "new" && other.startedBy === one.startedBy && other.requested === one.requested;
  }
  return other.kind === "customerMessage" && other.status === one.status;
}

export const CONNECTION_WARNINGS = [
  "nobodyTakesReplies",
  "callbackFailing",
  "callbackUnencrypted",
  "callbackLocal",
  "filesLocal",
  "webhookDisabled",
  "webhookFailing",
  "noToken",
  "noAgent",
  "stuckMessages",
  "reviewDue",
] as const;
export type ConnectionWarning = (typeof CONNECTION_WARNINGS)[number];

export type Connection = {
  channel: Channel;
  /** Who could take the replies. */
  takers: Omit<TakerFacts, "channel">;
  callbackUrl: string | null;
  hasToken: boolean;
  hasAgent: boolean;
  /** The installation knows its public address; without it, addresses of files begin with localhost. */
  hasPublicUrl: boolean;
  /** Some message is stuck. */
  hasStuck: boolean;
  isReviewDue: boolean;
  /** Every call since some time has failed. */
  isCallbackFailing: boolean;
  /** The endpoints that hear of messages in the inbox. */
  webhooks: readonly SubscribedWebhook[];
};

/** A webhook endpoint that receives an inbox's messages. */
export type SubscribedWebhook = {
  isEnabled: boolean;
  isFailing: boolean;
};

/**
 * The event types of messages that an endpoint receives: those in `known`, if it subscribes to all
 * (`*`).
 */
export const messageTypesOf = (types: readonly string[], known: readonly string[]): string[] =>
  (types[0] === "*" ? known : types).filter((type) => type.startsWith("message."));

/** The faults that stop an integration from working, or hide that it does not work. */
export function connectionWarnings(connection: Connection): ConnectionWarning[] {
  const { channel, callbackUrl, hasToken, hasAgent, hasStuck, isReviewDue, webhooks } = connection;
  const isTrue: Record<ConnectionWarning, boolean> = {
    nobodyTakesReplies: lacksTaker({ channel, ...connection.takers }),
    callbackFailing: callbackUrl !== null && connection.isCallbackFailing,
    callbackUnencrypted: callbackUrl?.startsWith("http:") ?? false,
    callbackLocal: callbackUrl !== null && LOCAL.test(callbackUrl),
    filesLocal: callbackUrl !== null && !connection.hasPublicUrl && !OWN_MACHINE.test(callbackUrl),
    webhookDisabled: webhooks.some(({ isEnabled }) => !isEnabled),
    webhookFailing: webhooks.some(({ isEnabled, isFailing }) => isEnabled && isFailing),
    noToken: !hasToken,
    noAgent: !hasAgent,
    stuckMessages: hasStuck,
    reviewDue: isReviewDue,
  };
  return CONNECTION_WARNINGS.filter((warning) => isTrue[warning]);
}

/** Hosts that reach the machine of Tickline by localhost. */
const OWN_MACHINE = /^https?:\/\/([^@/]*@)?(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/?#]|$)/i;

/** Hosts that mean a different machine on every network: loopback and private addresses. */
const LOCAL =
  /^https?:\/\/([^@/]*@)?(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\])([:/?#]|$)/i;

/** The settings that together decide what happens to a reply. */
export type ReplySettings = {
  callbackUrl: string | null;
  messagesStartAs: "pending" | "sent";
  stuckAfterMinutes: number;
  retryGapSeconds: number;
};

/** What a setting does to replies, as the other settings are. */
export const REPLY_EFFECTS = [
  "noCallback",
  "callback",
  "startUnused",
  "sent",
  "pending",
  "stuckNever",
  "stuckUnused",
  "stuckAfter",
  "retryGap",
] as const;
export type ReplyEffect = (typeof REPLY_EFFECTS)[number];

type Effects = Record<keyof ReplySettings, (inbox: ReplySettings & { channel: Channel }) => ReplyEffect>;

const EFFECT: Effects = {
  callbackUrl: ({ callbackUrl }) => (callbackUrl === null ? "noCallback" : "callback"),
  // With a callback, a message is pending until the callback accepts it.
  messagesStartAs: ({ callbackUrl, messagesStartAs }) =>
    callbackUrl === null ? messagesStartAs : "startUnused",
  stuckAfterMinutes(inbox) {
    if (inbox.stuckAfterMinutes === 0) return "stuckNever";
    return firstStatus(inbox) === "sent" ? "stuckUnused" : "stuckAfter";
  },
  retryGapSeconds: () => "retryGap",
};

/** The effect of one of an inbox's settings on its replies. */
export const replyEffectOf = (
  setting: keyof ReplySettings,
  inbox: ReplySettings & { channel: Channel },
): ReplyEffect => EFFECT[setting](inbox);
