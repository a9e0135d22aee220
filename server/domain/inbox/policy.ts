import type { ConversationStatus, Lifecycle } from "@/server/domain/conversation/conversation";
import type { Channel } from "./channel";

/** The label that marks spam. */
export const SPAM = "spam";

/** The inbox settings that decide a conversation's status. */
export type Policy = {
  /** A bot answers first: new conversations are pending for it. */
  botEnabled: boolean;
  /** The bot also takes conversations that a customer reopens. */
  botTakesReopened: boolean;
  /** New conversations start as pending, bot or not. */
  startAsPending: boolean;
  /** A status given by the caller wins over the settings above. */
  callerStatusWins: boolean;
  onMessageAfterResolve: "reopen" | "newConversation";
};

export const DEFAULT_POLICY: Policy = {
  botEnabled: false,
  botTakesReopened: false,
  startAsPending: false,
  callerStatusWins: true,
  onMessageAfterResolve: "reopen",
};

export const POLICY_SETTINGS = [
  "botEnabled",
  "botTakesReopened",
  "startAsPending",
  "callerStatusWins",
  "onMessageAfterResolve",
] as const satisfies readonly (keyof Policy)[];
export type PolicySetting = (typeof POLICY_SETTINGS)[number];

export const POLICY_RULES = [
  "integration_contact",
  "contact_blocked",
  "spam",
  "agent_started",
  "customer_reply",
  "caller_status",
  "bot_enabled",
  "start_as_pending",
  "default_open",
  "new_conversation",
  "bot_takes_reopened",
] as const;
export type PolicyRule = (typeof POLICY_RULES)[number];

/** Why a status was decided: the rule that matched, and the setting (with its value) that made it match. */
export type PolicyCause = {
  rule: PolicyRule;
  setting?: PolicySetting;
  value?: boolean | string;
  /** The caller's status, kept when it was overridden. */
  requested?: ConversationStatus;
};

export type Situation = {
  contact: { isBlocked: boolean; isIntegrationOwn: boolean };
  /** Labelled `spam`. */
  isSpam: boolean;
} & (
  | { kind: "new"; startedBy: "agent" | "other"; requested: ConversationStatus | null }
  | {
      kind: "customerMessage";
      status: ConversationStatus;
      lifecycle: Lifecycle;
      /** Its members read one history: the message stays in it. Absent = its contact is its only customer. */
      hasMembers?: true;
    }
);

export type StatusDecision =
  /** The conversation gets this status; `restore` takes it out of the trash first. */
  | { kind: "set"; status: ConversationStatus; restore: boolean; cause: PolicyCause }
  /** The status stays; `restore` may still take it out of the trash. */
  | { kind: "keep"; restore: boolean; cause: PolicyCause | null }
  /** The message belongs to another conversation: the contact's newest unresolved one, else a new one. */
  | { kind: "divert"; restore: false; cause: PolicyCause };

type NewSituation = Extract<Situation, { kind: "new" }>;
type MessageSituation = Extract<Situation, { kind: "customerMessage" }>;

/** The decision about `situation` under `policy`. The first matching rule decides. */
export const decideStatus = (situation: Situation, policy: Policy): StatusDecision =>
  situation.kind === "new" ? decideNew(situation, policy) : decideMessage(situation, policy);

function decideNew(situation: NewSituation, policy: Policy): StatusDecision {
  const { contact, requested } = situation;
  const set = (status: ConversationStatus, cause: PolicyCause): StatusDecision => {
    const overridden = requested !== null && requested !== status;
    return { kind: "set", status, restore: false, cause: overridden ? { ...cause, requested } : cause };
  };
  if (contact.isIntegrationOwn) return set("open", { rule: "integration_contact" });
  if (contact.isBlocked) return set("resolved", { rule: "contact_blocked" });
  if (situation.isSpam) return set("resolved", { rule: "spam" });
  if (situation.startedBy === "agent") return set("open", { rule: "agent_started" });
  if (requested !== null && policy.callerStatusWins)
    return set(requested, { rule: "caller_status", setting: "callerStatusWins", value: true });
  if (policy.botEnabled) return set("pending", { rule: "bot_enabled", setting: "botEnabled", value: true });
  if (policy.startAsPending)
    return set("pending", { rule: "start_as_pending", setting: "startAsPending", value: true });
  return set("open", { rule: "default_open", setting: "startAsPending", value: false });
}

function decideMessage(situation: MessageSituation, policy: Policy): StatusDecision {
  const { contact, status } = situation;
  const restore = situation.lifecycle === "trashed";
  const set = (to: ConversationStatus, cause: PolicyCause): StatusDecision =>
    to === status ? { kind: "keep", restore, cause } : { kind: "set", status: to, restore, cause };

  if (contact.isIntegrationOwn) return set("open", { rule: "integration_contact" });
  if (contact.isBlocked) return { kind: "keep", restore: false, cause: { rule: "contact_blocked" } };
  if (situation.isSpam) return { kind: "keep", restore: false, cause: { rule: "spam" } };

  switch (status) {
    case "resolved":
      return policy.onMessageAfterResolve === "newConversation" && !situation.hasMembers
        ? {
            kind: "divert",
            restore: false,
            cause: { rule: "new_conversation", setting: "onMessageAfterResolve", value: "newConversation" },
          }
        : policy.botEnabled && policy.botTakesReopened
          ? set("pending", { rule: "bot_takes_reopened", setting: "botTakesReopened", value: true })
          : set("open", {
              rule: "customer_reply",
              ...(situation.hasMembers ? {} : { setting: "onMessageAfterResolve", value: "reopen" }),
            });
    case "snoozed":
      return set("open", { rule: "customer_reply" });
    case "open":
    case "pending":
      return { kind: "keep", restore, cause: restore ? { rule: "customer_reply" } : null };
  }
}

/** Why a customer's message restores a conversation: its own transition, before the one of the status. */
export const restoreCause = (decision: StatusDecision): PolicyCause =>
  decision.cause?.rule === "integration_contact" ? decision.cause : { rule: "customer_reply" };

/** Whether a contact is an integration's own: phone `+123456` (Evolution's bot) on an API inbox, or set as such. */
export const isIntegrationOwn = (
  contact: { isIntegrationOwn: boolean; phone: string | null },
  channel: Channel,
): boolean => contact.isIntegrationOwn || (channel === "api" && contact.phone === "+123456");
