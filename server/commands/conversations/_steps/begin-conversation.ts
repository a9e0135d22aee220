import { restoreInto } from "@/server/commands/conversations/trash";
import { normalLabels } from "@/server/commands/organising/_steps/label-names";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { hasMembersHistory } from "@/server/domain/conversation/conversation-member";
import {
  decideStatus,
  dependsOnPolicy,
  isIntegrationOwn,
  type ReplayInput,
  type Situation,
  SPAM,
} from "@/server/domain/inbox/policy";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { ContactRow } from "@/server/store/contacts/contacts";
import { saveStatus } from "@/server/store/conversations/conversation-status";
import {
  type ConversationProperties,
  insertConversation,
} from "@/server/store/conversations/insert-conversation";
import type { Tx } from "@/server/store/events/tx";
import { insertMembers } from "@/server/store/groups/conversation-members";
import { appendDecision, withChange } from "@/server/store/inboxes/inbox-policy";
import { type InboxRow, policyOf } from "@/server/store/inboxes/inboxes";
import { provideLabels } from "@/server/store/organising/labels";

type Start = ConversationProperties & {
  inbox: InboxRow;
  contact: ContactRow;
  contactInboxId: number;
  startedBy: "agent" | "other";
  requested: ConversationStatus | null;
  snoozedUntil: Date | null;
  /** Whether a program wrote the mail that begins it. */
  automatic?: Situation["automatic"];
  /** The rule that diverted a message here. */
  via?: "new_conversation";
};

/**
 * Inserts a conversation in the status that the policy decides. The caller has locked the contact. Where the channel keeps
 * a history for members, the contact is its member; a group's are added by the caller.
 */
export async function startConversation(tx: Tx, start: Start): Promise<ConversationRow> {
  const labels = normalLabels(start.labels ?? []);
  const situation = situationOf(start);
  const decision = decideFirst(situation, start.inbox);
  const cause = withChange(decision.cause, start.inbox);
  await provideLabels(tx, labels);
  const conversation = await insertConversation(tx, {
    ...start,
    inboxId: start.inbox.id,
    contactInboxId: start.contactInboxId,
    status: decision.status,
    snoozedUntil: decision.status === "snoozed" ? start.snoozedUntil : null,
    labels,
    ...(decision.status !== start.requested && { statusSince: undefined }),
    cause: start.via ? { ...cause, via: start.via } : cause,
    lastHistoryNumber: hasMembersHistory(start.inbox, start.contact) ? 0 : null,
  });
  if (conversation.lastHistoryNumber !== null && !start.contact.isGroup)
    await insertMembers(tx, conversation, [{ contactId: start.contact.id, role: "member" }]);
  if (!start.via)
    await keepDecision(tx, { situation, diverted: null }, { requested: conversation, ended: conversation });
  return conversation;
}

export type Beginning = Pick<Start, "contact" | "inbox" | "labels" | "startedBy" | "requested" | "automatic">;

const situationOf = ({ contact, inbox, labels, startedBy, requested, automatic }: Beginning): Situation => ({
  kind: "new",
  contact: contactFacts(contact, inbox),
  isSpam: normalLabels(labels ?? []).includes(SPAM),
  startedBy,
  requested,
  ...(automatic && { automatic }),
});

/**
 * Takes a locked conversation instead of a new one, out of the trash if it is there. It gets the status that a new one would if
 * it is resolved; another status stays.
 */
export async function beginAgain(
  tx: Tx,
  before: ConversationRow,
  { snoozedUntil, ...beginning }: Beginning & Pick<Start, "snoozedUntil">,
): Promise<ConversationRow> {
  const live = await restoreInto(tx, before);
  if (live.status !== "resolved") return live;
  const { status, cause } = decideFirst(situationOf(beginning), beginning.inbox);
  if (status === "resolved") return live;
  return saveStatus(tx, live, {
    status,
    snoozedUntil: status === "snoozed" ? snoozedUntil : null,
    cause: withChange(cause, beginning.inbox),
  });
}

/** The status with which the policy lets a conversation begin. */
export const firstStatus = (beginning: Beginning): ConversationStatus =>
  decideFirst(situationOf(beginning), beginning.inbox).status;

function decideFirst(situation: Situation, inbox: InboxRow) {
  const decision = decideStatus(situation, policyOf(inbox));
  if (decision.kind !== "set") throw new Error("a new conversation always gets a status");
  return decision;
}

/**
 * Stores the policy's input, if other settings might decide otherwise, and the conversation that resulted: the one it
 * decided about, or the one to which its message was diverted.
 */
export async function keepDecision(
  tx: Tx,
  { situation, diverted }: ReplayInput,
  { requested, ended }: { requested: ConversationRow; ended: ConversationRow },
): Promise<void> {
  if (!dependsOnPolicy(situation)) return;
  const ending = { status: ended.status, isDiverted: requested.id !== ended.id };
  const decided = { situation, diverted, ending };
  appendDecision(tx, { inboxId: requested.inboxId, conversationId: requested.id, decided });
}

/** The policy's input about a contact. */
export const contactFacts = (contact: ContactRow, inbox: InboxRow) => ({
  isBlocked: contact.isBlocked,
  isIntegrationOwn: isIntegrationOwn(contact, inbox.channel),
});
