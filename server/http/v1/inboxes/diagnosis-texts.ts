import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";
import type { EvolutionFinding } from "@/server/domain/inbox/evolution";
import type { TestCallFinding } from "@/server/domain/inbox/test-call";

type Warning = DiagnosisDto["warnings"][number];
type Call = DiagnosisDto["calls"][number]["call"];
type Setting = DiagnosisDto["settings"][number];
type PolicySetting = (typeof POLICY_SETTINGS)[number];

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
    "botTakesReopened has an effect on groups alone while onMessageAfterResolve is newConversation: no other conversation is reopened.",
  nobodyTakesReplies:
    "Nobody takes the replies: callbackUrl is not set, no enabled webhook subscribes to messages to send (message.send_requested), no bot is linked, nothing is connected, and no token has reported about a message lately. Set callbackUrl with PATCH /v1/inboxes/{id}, subscribe a webhook, keep a stream or long poll of GET /v1/events open that names message.send_requested, or report what you sent to POST /v1/receipts.",
  callbackFailing:
    "Every call of callbackUrl has failed since replies.callbackFailingSince. Try it with POST /v1/inboxes/{id}/test-callback.",
  callbackUnencrypted: "callbackUrl uses http: customer messages are sent unencrypted.",
  callbackLocal:
    "callbackUrl points to this machine or a private network. Tickline must be able to reach it, and WEBHOOK_ALLOW_CIDRS must allow it.",
  filesLocal:
    "PUBLIC_URL is not set: addresses of files in calls begin with http://localhost, which the program behind callbackUrl cannot fetch. Whoever runs Tickline sets it to the address at which this program reaches Tickline.",
  webhookDisabled:
    "A webhook that hears of this inbox's messages is disabled. POST /v1/endpoints/{id}/enable enables it, and DELETE /v1/endpoints/{id} removes it.",
  webhookFailing:
    "Every delivery to a webhook that hears of this inbox's messages has failed since its failingSince. GET /v1/endpoints/{id}/deliveries lists them.",
  noToken: "The account has no active API token: no app can call the API.",
  noAgent: "No agent has access to this inbox: only administrators can reply.",
  stuckMessages:
    "Messages of this inbox are unconfirmed: nothing was reported about them within stuckAfterMinutes. Report each send to POST /v1/receipts.",
  reviewDue:
    "An administrator should review the settings: POST /v1/inboxes/{id}/review marks them as reviewed.",
} as const satisfies Record<Warning, string>;

/** What a test call found, and what to do about it. */
export const TEST_CALL_TEXTS = {
  accepted: "The program answered with success.",
  redirects: "The address redirects. Tickline follows no redirect: use the address it leads to.",
  unauthorized:
    "The program refuses the call as unauthorized. Check the key, or what verifies the signature.",
  not_found:
    "The server answers, but has nothing at this address, or takes no such request there. Check the path.",
  too_many: "The program says that it is called too often.",
  refused: "The program refuses the call. It should answer 2xx to an event that it does not know.",
  server_error: "The program, or a proxy before it, failed. See its log.",
  refused_address: "Tickline may not connect to this address. Whoever runs Tickline can allow it.",
  refused_url: "This URL cannot be called.",
  unresolvable: "DNS: the host name was not found.",
  connect_timeout: "No connection in time: a firewall drops it, or the host is off.",
  timeout: "Connected, but no complete answer in time.",
  connection_refused: "The host refuses the connection: nothing listens on this port.",
  connection_reset: "The connection was closed before an answer.",
  tls: "TLS: no secure connection. Check the certificate, its name and its chain.",
  network: "The network failed.",
} as const satisfies Record<TestCallFinding, string>;

/** What an Evolution API instance's settings do, and what to change there. */
export const EVOLUTION_TEXTS = {
  disabled: "The instance has its Chatwoot integration switched off: set enabled to true.",
  otherAccount: "The instance works for another account: set accountId to this one's.",
  otherInbox:
    "The instance looks for an inbox of another name, and creates it if there is none: set nameInbox to this inbox's name.",
  startsPending:
    "conversationPending is true: the instance creates conversations as pending, and sets resolved ones to pending before a customer's message, whatever this inbox's policy says. Set it to false.",
  opensNew:
    "reopenConversation is false: a customer who writes after the end gets a new conversation, whatever onMessageAfterResolve says. Set it to true.",
  repliesElsewhere:
    "callbackUrl is not the address at which the instance takes replies: they do not reach WhatsApp through it. Set callbackUrl to settings.webhookUrl with PATCH /v1/inboxes/{id}.",
  otherFormat: "The instance understands Chatwoot's calls alone: set callbackFormat to chatwoot.",
} as const satisfies Record<EvolutionFinding, string>;

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

const POLICY_EFFECTS: Record<PolicySetting, (value: Setting["value"]) => string> = {
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
};

const REPLY_EFFECTS: Record<NonNullable<Setting["effect"]>, (value: Setting["value"]) => string> = {
  noCallback: () => "Replies are left to a program that acts on message.send_requested.",
  callback: () => "Replies are posted there, and show as sent once the program accepted them.",
  startUnused: () => "Unused while callbackUrl is set: messages are pending until the callback accepts them.",
  sent: () => "Outgoing messages show as sent immediately, without a report: nobody may have taken them.",
  pending: () => "Outgoing messages show as pending until a receipt arrives.",
  stuckNever: () => "Messages can stay pending indefinitely.",
  stuckUnused: () => "Unused while messagesStartAs is sent: no message waits for a report.",
  stuckAfter: (value) =>
    `A message without a report for ${value} minutes becomes unconfirmed, with the event message.stuck.`,
  retryGap: (value) =>
    `A report that a message was sent, ${value} seconds or more after its failure, begins the next attempt. Earlier ones are reordered reports, and stale.`,
};

/** The effect of a setting's current value, as the other settings are. */
export function effectOf({ setting, value, effect }: Pick<Setting, "setting" | "value" | "effect">): string {
  if (effect !== null) return REPLY_EFFECTS[effect](value);
  const policy = POLICY_SETTINGS.find((known) => known === setting);
  return policy ? POLICY_EFFECTS[policy](value) : ""; // a setting without an effect is one of the policy
}
