import type { PendingEvent } from "@/server/store/events/tx";

/** What a stored answer is about: it goes with these when they are deleted for ever. */
export type AnswerSubjects = {
  conversationIds: ReadonlySet<number>;
  /** Conversations that it names by the number alone that people see. */
  displayIds: ReadonlySet<number>;
  contactIds: ReadonlySet<number>;
  /** It names people without an id. Who they are nobody knows: it goes with any contact that is erased. */
  hasStrangers: boolean;
  /** Contacts whose conversation it names with them: of an erased one none is left. */
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

/** What an operation has changed: its answer tells of that, in whatever words a dialect has for it. */
export function subjectsOfEvents(pendingEvents: readonly PendingEvent[]): AnswerSubjects {
  const about = nothing();
  for (const draft of pendingEvents) {
    if (draft.resource === "conversation") about.conversationIds.add(draft.dto.id);
    if (draft.resource === "message") about.conversationIds.add(draft.dto.conversationId);
    if (draft.resource === "contact") about.contactIds.add(draft.dto.id);
  }
  return about;
}

/**
 * What an answer names, at any depth, in the contract's words: also what the operation has not changed, a conversation that
 * was as wanted already, the contact beside it, those of a dry run or a notification.
 */
export function aboutBody(body: unknown): AnswerSubjects {
  const about = nothing();
  const rest: unknown[] = [body];
  while (rest.length > 0) {
    const value = rest.pop();
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) note(about, value as Named);
    rest.push(...Object.values(value));
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

/** As the column `about` has it. Ids are unique over all accounts, the rest is not. */
export const aboutMarks = (
  accountId: number,
  { conversationIds, displayIds, contactIds, hasStrangers }: Omit<AnswerSubjects, "withConversation">,
): string[] => [
  ...[...conversationIds].map((id) => `conversation:${id}`),
  ...[...displayIds].map((displayId) => `number:${accountId}:${displayId}`),
  ...[...contactIds].map((id) => `contact:${id}`),
  ...(hasStrangers ? [`strangers:${accountId}`] : []),
];
