import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

type Warning = DiagnosisDto["warnings"][number];
type Call = DiagnosisDto["calls"][number]["call"];
type Setting = DiagnosisDto["settings"][number];

/** The texts of warnings for readers of the API; the screens have their own. */
export const WARNING_TEXTS = {
  botOverridesStart:
    "botEnabled is on: new conversations become pending even though startAsPending is off. Agents find them under pending, not open.",
  botCoversStart:
    "startAsPending has no effect while botEnabled is on: new conversations are pending either way.",
  apiPassesBot:
    "callerStatusWins is on: a conversation created with status open bypasses the bot and goes straight to agents.",
  apiPassesStart:
    "callerStatusWins is on: a conversation created with status open is open even though startAsPending is on.",
  reopenedWithoutBot: "botTakesReopened has no effect while botEnabled is off.",
  reopenedNever:
    "botTakesReopened has no effect while onMessageAfterResolve is newConversation: nothing is reopened.",
  noCallback:
    "callbackUrl is not set: replies are sent only if a program acts on message.send_requested. Set it, or read /v1/events.",
  callbackUnencrypted: "callbackUrl uses http: customer messages are sent unencrypted.",
  callbackLocal:
    "callbackUrl points to this machine or a private network. Tickline must be able to reach it, and WEBHOOK_ALLOW_CIDRS must allow it.",
  noToken: "The account has no active API token: no app can call the API.",
  noAgent: "No agent has access to this inbox: only administrators can reply.",
  stuckMessages:
    "Messages of this inbox are unconfirmed: nothing was reported about them within stuckAfterMinutes. Report each send to POST /v1/receipts.",
  reviewDue:
    "An administrator should review the settings: POST /v1/inboxes/{id}/review marks them as reviewed.",
} as const satisfies Record<Warning, string>;

const create = (when: string, body: Record<string, string> = {}) => ({
  request: { method: "POST" as const, path: "/v1/conversations", body },
  when,
});
const write = (when: string) => ({
  request: {
    method: "POST" as const,
    path: "/v1/conversations/{displayId}/messages",
    body: { direction: "in" },
  },
  when,
});

/** The request of each call, and when it applies. Leaves out `inboxId`, `contactId` and `content`. */
export const CALL_TEXTS: Readonly<Record<Call, ReturnType<typeof create>>> = {
  create: create("without a status"),
  createOpen: create("with status open", { status: "open" }),
  createPending: create("with status pending", { status: "pending" }),
  createSnoozed: create("with status snoozed", { status: "snoozed" }),
  createResolved: create("with status resolved", { status: "resolved" }),
  writeInOpen: write("into an open conversation"),
  writeInPending: write("into a pending conversation"),
  writeInSnoozed: write("into a snoozed conversation"),
  writeInResolved: write("into a resolved conversation"),
};

const EFFECTS: Record<Setting["setting"], (value: Setting["value"]) => string> = {
  botEnabled: (on) =>
    on ? "New conversations wait for the bot as pending." : "New conversations go straight to agents.",
  botTakesReopened: (on) =>
    on
      ? "A customer who writes in a resolved conversation reaches the bot first."
      : "A customer who writes in a resolved conversation reaches an agent.",
  startAsPending: (on) =>
    on ? "New conversations start as pending." : "New conversations start open, unless a bot answers first.",
  callerStatusWins: (on) =>
    on
      ? "A status sent when creating a conversation is applied."
      : "A status sent when creating a conversation is only recorded as cause.requested.",
  onMessageAfterResolve: (value) =>
    value === "reopen"
      ? "A customer's message in a resolved conversation reopens it."
      : "A customer's message in a resolved conversation goes to the contact's newest unresolved conversation, or to a new one.",
  callbackUrl: (value) =>
    value === null
      ? "Replies are left to a program that acts on message.send_requested."
      : "Replies are posted there, and show as sent once the program accepted them.",
  messagesStartAs: (value) =>
    value === "sent"
      ? "Outgoing messages show as sent immediately."
      : "Outgoing messages show as pending until a receipt arrives.",
  stuckAfterMinutes: (value) =>
    value === 0
      ? "Messages can stay pending indefinitely."
      : `A message without a report for ${value} minutes becomes unconfirmed, with the event message.stuck.`,
  retryGapSeconds: (value) =>
    `A report that a message was sent, ${value} seconds or more after its failure, begins the next attempt. Earlier ones are reordered reports, and stale.`,
};

/** The effect of a setting's current value. */
export const effectOf = ({ setting, value }: Setting): string => EFFECTS[setting](value);
