import { type CallbackFormat, notifiesOfChanges } from "./callback";

/**
 * The settings of an Evolution API instance that decide what reaches an inbox, and as what. Null:
 * not given.
 */
export type EvolutionSettings = {
  enabled: boolean;
  accountId: string | null;
  nameInbox: string | null;
  reopenConversation: boolean | null;
  conversationPending: boolean | null;
  /** Where its instance takes the messages that leave the inbox. */
  webhookUrl: string | null;
};

/** What in an instance's settings fights those of the inbox. */
export const EVOLUTION_FINDINGS = [
  "disabled",
  "otherAccount",
  "otherInbox",
  "startsPending",
  "opensNew",
  "repliesElsewhere",
  "otherFormat",
] as const;
export type EvolutionFinding = (typeof EVOLUTION_FINDINGS)[number];

/** The inbox that the instance should serve. */
type Inbox = {
  accountId: number;
  name: string;
  callbackUrl: string | null;
  callbackFormat: CallbackFormat;
};

/**
 * The findings about an instance, in the order of `EVOLUTION_FINDINGS`. A disabled one has no
 * others.
 */
export function evolutionFindings(settings: EvolutionSettings, inbox: Inbox): EvolutionFinding[] {
  if (!settings.enabled) return ["disabled"];
  const { accountId, nameInbox, webhookUrl } = settings;
  const isTrue: Record<EvolutionFinding, boolean> = {
    disabled: false,
    otherAccount: accountId !== null && accountId !== String(inbox.accountId),
    otherInbox: nameInbox !== null && nameInbox !== inbox.name,
    startsPending: settings.conversationPending === true,
    opensNew: settings.reopenConversation === false,
    repliesElsewhere: webhookUrl !== null && !hasSamePath(webhookUrl, inbox.callbackUrl),
    otherFormat: inbox.callbackUrl !== null && !notifiesOfChanges(inbox.callbackFormat),
  };
  return EVOLUTION_FINDINGS.filter((finding) => isTrue[finding]);
}

/** Hosts may differ: an instance often has another name inside a network. */
function hasSamePath(one: string, other: string | null): boolean {
  const pathOf = (url: string) => (URL.canParse(url) ? new URL(url).pathname.replace(/\/+$/, "") : null);
  return other !== null && pathOf(one) !== null && pathOf(one) === pathOf(other);
}
