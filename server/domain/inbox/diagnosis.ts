import type { Situation } from "./policy";

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

/** Which call a recorded situation came from. */
export const callOf = (situation: Situation): CallName | null =>
  CALL_NAMES.find((name) => isSame(CALLS[name], situation)) ?? null;

function isSame(one: Situation, other: Situation): boolean {
  if (one.kind === "new") {
    return other.kind === "new" && other.startedBy === one.startedBy && other.requested === one.requested;
  }
  return other.kind === "customerMessage" && other.status === one.status;
}

export const CONNECTION_WARNINGS = [
  "noCallback",
  "callbackUnencrypted",
  "callbackLocal",
  "noToken",
  "noAgent",
  "stuckMessages",
  "reviewDue",
] as const;
export type ConnectionWarning = (typeof CONNECTION_WARNINGS)[number];

export type Connection = {
  channel: "api" | "widget" | "evolution";
  callbackUrl: string | null;
  hasToken: boolean;
  hasAgent: boolean;
  /** Some message is stuck. */
  hasStuck: boolean;
  isReviewDue: boolean;
};

/** The faults that stop an integration from working, or hide that it does not work. */
export function connectionWarnings(connection: Connection): ConnectionWarning[] {
  const { channel, callbackUrl, hasToken, hasAgent, hasStuck, isReviewDue } = connection;
  const isTrue: Record<ConnectionWarning, boolean> = {
    noCallback: channel === "api" && callbackUrl === null,
    callbackUnencrypted: callbackUrl?.startsWith("http:") ?? false,
    callbackLocal: callbackUrl !== null && LOCAL.test(callbackUrl),
    noToken: !hasToken,
    noAgent: !hasAgent,
    stuckMessages: hasStuck,
    reviewDue: isReviewDue,
  };
  return CONNECTION_WARNINGS.filter((warning) => isTrue[warning]);
}

/** Hosts that mean a different machine on every network: loopback and private addresses. */
const LOCAL =
  /^https?:\/\/([^@/]*@)?(localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|\[::1\])([:/?#]|$)/i;
