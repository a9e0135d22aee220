import type { PendingEvent } from "@/server/store/events/tx";

/** The subjects of a stored answer: it is deleted when one of them is deleted permanently. */
export type AnswerSubjects = {
  conversationIds: ReadonlySet<number>;
  /** Conversations that it names by their display id only. */
  displayIds: ReadonlySet<number>;
  contactIds: ReadonlySet<number>;
  /** It names people without an id. They cannot be identified: it is deleted with any erased contact. */
  hasStrangers: boolean;
  /** Contacts named together with their conversation: an erased contact has no conversation left. */
  withConversation: ReadonlySet<number>;
};

type Growing = {
  [key in "conversationIds" | "displayIds" | "contactIds" | "withConversation"]: Set<number>;
} & {
  hasStrangers: boolean;
};

const nothing = (): Growing => ({
  conversationIds: new Set(),
  displayIds: new Set(),
  contactIds: new Set(),
  withConversation: new Set(),
  hasStrangers: false,
});

/** The subjects that an operation changed, independent of how a dialect's answer names them. */
export function subjectsOfEvents(pendingEvents: readonly PendingEvent[]): AnswerSubjects {
  const about = nothing();
  for (const event of pendingEvents) {
    if (event.resource === "conversation") about.conversationIds.add(event.dto.id);
    if (event.resource === "message") about.conversationIds.add(event.dto.conversationId);
    if (event.resource === "contact") about.contactIds.add(event.dto.id);
    if (event.resource === "contact_note") about.contactIds.add(event.dto.contactId);
  }
  return about;
}

/**
 * The subjects that an answer names in the contract's terms, at any depth. Includes what the operation did not change: a
 * conversation already in the requested state, the contact next to it, the subjects of a dry run or a notification.
 */
export function aboutBody(body: unknown): AnswerSubjects {
  const about = nothing();
  const pending: unknown[] = [body];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) note(about, value as Named);
    pending.push(...Object.values(value));
  }
  return about;
}

type Named = Partial<
  Record<"id" | "conversationId" | "displayId" | "contactId" | "mergedIntoId" | "type" | "name", unknown>
>;

function note(about: Growing, value: Named): void {
  const { id, conversationId, displayId, contactId } = value;
  const isConversation = isId(id) && isId(displayId) && isId(contactId);
  if (isId(conversationId)) about.conversationIds.add(conversationId);
  else if (isConversation) about.conversationIds.add(id);
  else if (isId(displayId)) about.displayIds.add(displayId);
  if (isId(contactId)) about.contactIds.add(contactId);
  if (isConversation) about.withConversation.add(contactId);
  const isContact = "mergedIntoId" in value || value.type === "contact";
  if (isContact && isId(id)) about.contactIds.add(id);
  if (contactId === null && typeof value.name === "string" && value.name !== "") about.hasStrangers = true;
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;

/** The values of the column `about`. Ids are unique over all accounts; display ids are not. */
export const aboutMarks = (
  accountId: number,
  { conversationIds, displayIds, contactIds, hasStrangers }: Omit<AnswerSubjects, "withConversation">,
): string[] => [
  ...[...conversationIds].map((id) => `conversation:${id}`),
  ...[...displayIds].map((displayId) => `number:${accountId}:${displayId}`),
  ...[...contactIds].map((id) => `contact:${id}`),
  ...(hasStrangers ? [`strangers:${accountId}`] : []),
];
