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
  "automatic_mail",
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
  /** A program wrote the mail: as an answer, such as an absence, or for a list. Absent = a person wrote. */
  automatic?: "answer" | "list";
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
  if (policy.botEnabled)
    return situation.automatic
      ? set("open", NOT_FOR_BOTS)
      : set("pending", { rule: "bot_enabled", setting: "botEnabled", value: true });
  if (policy.startAsPending)
    return set("pending", { rule: "start_as_pending", setting: "startAsPending", value: true });
  return set("open", { rule: "default_open", setting: "startAsPending", value: false });
}

/** A bot answers no program: the two would write to each other for ever. */
const NOT_FOR_BOTS: PolicyCause = { rule: "automatic_mail", setting: "botEnabled", value: true };

function decideMessage(situation: MessageSituation, policy: Policy): StatusDecision {
  const { contact, status } = situation;
  const restore = situation.lifecycle === "trashed";
  const set = (to: ConversationStatus, cause: PolicyCause): StatusDecision =>
    to === status ? { kind: "keep", restore, cause } : { kind: "set", status: to, restore, cause };

  if (contact.isIntegrationOwn) return set("open", { rule: "integration_contact" });
  if (contact.isBlocked) return { kind: "keep", restore: false, cause: { rule: "contact_blocked" } };
  if (situation.isSpam) return { kind: "keep", restore: false, cause: { rule: "spam" } };
  const { automatic } = situation;
  if (automatic === "answer" && (status !== "pending" || restore || !policy.botEnabled))
    return { kind: "keep", restore: false, cause: status === "pending" ? null : { rule: "automatic_mail" } };
  if (automatic && status === "pending" && policy.botEnabled) return set("open", NOT_FOR_BOTS);

  switch (status) {
    case "resolved":
      return policy.onMessageAfterResolve === "newConversation" && !situation.hasMembers
        ? {
            kind: "divert",
            restore: false,
            cause: { rule: "new_conversation", setting: "onMessageAfterResolve", value: "newConversation" },
          }
        : policy.botEnabled && policy.botTakesReopened && !automatic
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

export const POLICY_WARNINGS = [
  "botOverridesStart",
  "botCoversStart",
  "apiPassesBot",
  "apiPassesStart",
  "reopenedWithoutBot",
  "reopenedNever",
] as const;
export type PolicyWarning = (typeof POLICY_WARNINGS)[number];

/** The settings that another setting makes ineffective; `reopenedNever`: but for groups, which stay one conversation. */
export function policyWarnings(policy: Policy): PolicyWarning[] {
  const { botEnabled, botTakesReopened, startAsPending, callerStatusWins, onMessageAfterResolve } = policy;
  const isTrue: Record<PolicyWarning, boolean> = {
    botOverridesStart: botEnabled && !startAsPending,
    botCoversStart: botEnabled && startAsPending,
    apiPassesBot: botEnabled && callerStatusWins,
    apiPassesStart: !botEnabled && startAsPending && callerStatusWins,
    reopenedWithoutBot: botTakesReopened && !botEnabled,
    reopenedNever: botTakesReopened && botEnabled && onMessageAfterResolve === "newConversation",
  };
  return POLICY_WARNINGS.filter((warning) => isTrue[warning]);
}

/** The policy's input: a situation and, for a diverted message, the situation in the other conversation. */
export type ReplayInput = { situation: Situation; diverted: Situation | null };

/** The outcome. `status` is null if it is unknown: for a message that only the replay diverts. */
type Ending = { status: ConversationStatus | null; isDiverted: boolean };

/** A stored decision, which can be replayed under another policy. */
export type Decided = ReplayInput & { ending: Ending };

/** The outcome of `input` under `policy`, and the rule. */
export function endingUnder(
  { situation, diverted }: ReplayInput,
  policy: Policy,
): Ending & { cause: PolicyCause | null } {
  const { cause } = decideStatus(situation, policy);
  if (cause?.rule !== "new_conversation")
    return { status: statusAfter(situation, policy), isDiverted: false, cause };
  return { status: diverted && statusAfter(diverted, policy), isDiverted: true, cause };
}

/** Whether `policy` decides otherwise than the stored decision. */
export const decidesOtherwise = ({ ending, ...input }: Decided, policy: Policy): boolean => {
  const { status, isDiverted } = endingUnder(input, policy);
  return isDiverted !== ending.isDiverted || status !== ending.status;
};

/** Whether any two policies decide this situation differently; only such decisions are stored. */
export function dependsOnPolicy(situation: Situation): boolean {
  const { contact, isSpam } = situation;
  if (contact.isIntegrationOwn || contact.isBlocked || isSpam) return false;
  if (situation.kind === "new") return situation.startedBy === "other";
  const { automatic, status, lifecycle } = situation;
  if (automatic === "answer") return status === "pending" && lifecycle === "live";
  if (automatic === "list" && status === "resolved") return !situation.hasMembers;
  return status === "resolved" || (automatic !== undefined && status === "pending");
}

function statusAfter(situation: Situation, policy: Policy): ConversationStatus | null {
  const decision = decideStatus(situation, policy);
  if (decision.kind === "set") return decision.status;
  return situation.kind === "new" ? null : situation.status;
}
