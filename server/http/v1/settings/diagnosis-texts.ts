import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";

type Warning = DiagnosisDto["warnings"][number];
type Call = DiagnosisDto["calls"][number]["call"];
type Setting = DiagnosisDto["settings"][number];

/** What a warning says to who reads the API; the screens have their own words. */
export const WARNING_TEXTS = {
  botOverridesStart:
    "botEnabled is on: new conversations become pending although startAsPending is off. Agents see them under pending, not under open.",
  botCoversStart:
    "startAsPending changes nothing while botEnabled is on: new conversations are pending either way.",
  apiPassesBot:
    "callerStatusWins is on: a conversation that is created with status open reaches agents at once, past the bot.",
  apiPassesStart:
    "callerStatusWins is on: a conversation that is created with status open is open although startAsPending is on.",
  reopenedWithoutBot: "botTakesReopened does nothing while botEnabled is off.",
  reopenedNever:
    "botTakesReopened does nothing while onMessageAfterResolve is newConversation: nothing is reopened.",
  noCallback: "callbackUrl is not set: no program is told of answers. Set it, or read /v1/events.",
  callbackUnencrypted: "callbackUrl begins with http: what customers write travels unencrypted.",
  callbackLocal:
    "callbackUrl names this machine or a private network. It must be reachable from where Tickline runs, and allowed by WEBHOOK_ALLOW_CIDRS.",
  noToken: "The account has no live API token: no program can call.",
  noAgent: "No agent may see this inbox: only administrators can answer.",
  stuckMessages:
    "Messages of this inbox are unconfirmed: nobody reported about them within stuckAfterMinutes. Report each send to POST /v1/messages/{id}/receipts or POST /v1/receipts.",
  reviewDue:
    "An administrator should look the settings over: POST /v1/inboxes/{id}/review tells that it was done.",
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

/** How a call looks, and when it is the one. `inboxId`, `contactId` and `content` are left out. */
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
      ? "A status given when a conversation is created is taken."
      : "A status given when a conversation is created is only kept as cause.requested.",
  onMessageAfterResolve: (value) =>
    value === "reopen"
      ? "A customer's message in a resolved conversation reopens it."
      : "A customer's message in a resolved conversation goes to the contact's newest unresolved one, else to a new one.",
  callbackUrl: (value) => (value === null ? "No program is told." : "Events of this inbox are posted there."),
  messagesStartAs: (value) =>
    value === "sent"
      ? "A message going out shows sent at once."
      : "A message going out shows pending until a receipt comes.",
  stuckAfterMinutes: (value) =>
    value === 0
      ? "A message may be pending for ever."
      : `A message that nobody reports about for ${value} minutes becomes unconfirmed: message.stuck tells it.`,
};

/** What a setting does as it stands. */
export const effectOf = ({ setting, value }: Setting): string => EFFECTS[setting](value);
