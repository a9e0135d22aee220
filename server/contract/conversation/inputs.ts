import { z } from "zod";
import { attributes, conversationStatus, id, priority } from "@/server/contract/_shared/dto";
import { idOrNone, sourceId, text } from "@/server/contract/_shared/fields";
import { givenInstant } from "@/server/contract/_shared/instant";
import {
  ATTRIBUTE_NAME_CHARS_MAX,
  ATTRIBUTES_REMOVED_MAX,
  PARTICIPANTS_MAX,
} from "@/server/contract/_shared/limits";
import { messageContent } from "@/server/contract/message/inputs";
import { labelNames } from "@/server/contract/organising/label";
import { CONVERSATION_SIGNALS } from "@/server/domain/conversation/conversation";

// Inputs of commands on one conversation, without the conversation: an edge takes it from the path or a field.

/** The fields of a new conversation; `createConversationInput` adds the rules. */
export const newConversation = z.object({
  inboxId: id,
  contactId: id,
  /** The contact's id in the inbox's channel; found or created if absent. */
  sourceId: sourceId.nullable().optional(),
  /** The requested status; the inbox's policy decides. */
  status: conversationStatus.optional(),
  snoozedUntil: givenInstant.nullable().optional(),
  assigneeId: idOrNone.optional(),
  teamId: idOrNone.optional(),
  priority: priority.nullable().optional(),
  labels: labelNames.optional(),
  customAttributes: attributes.optional(),
  /** The first message, outgoing. */
  message: z.strictObject({ content: messageContent, sourceId: sourceId.nullable().optional() }).optional(),
});

export const createConversationInput = newConversation.refine(
  (input) => input.snoozedUntil == null || input.status === "snoozed",
  { path: ["snoozedUntil"], error: "needs status snoozed" },
);

export const changeStatusInput = z
  .object({
    signal: z.enum(CONVERSATION_SIGNALS),
    /** The end of the snooze; null or absent = until the customer writes. */
    until: givenInstant.nullable().optional(),
  })
  .refine((input) => input.until == null || input.signal === "snooze", {
    path: ["until"],
    error: "belongs to snooze",
  });

/** A member, or null to unassign. */
export const assignConversationInput = z.object({ assigneeId: idOrNone });
export type AssignConversationInput = z.infer<typeof assignConversationInput>;

/** A team in addition to the assignee, or null for none. */
export const assignTeamInput = z.object({ teamId: idOrNone });
export type AssignTeamInput = z.infer<typeof assignTeamInput>;

/** Null = none. */
export const setPriorityInput = z.object({ priority: priority.nullable() });
export type SetPriorityInput = z.infer<typeof setPriorityInput>;

export const moveConversationInput = z.object({ inboxId: id });
export type MoveConversationInput = z.infer<typeof moveConversationInput>;

const members = z.array(id).max(PARTICIPANTS_MAX);

export const changeParticipantsInput = z
  .object({ add: members.optional(), remove: members.optional() })
  .refine(({ add, remove }) => add !== undefined || remove !== undefined, {
    path: ["add"],
    error: "give `add`, `remove` or both",
  });

export const setAttributesInput = z
  .object({
    set: attributes.optional(),
    remove: z.array(text(0, ATTRIBUTE_NAME_CHARS_MAX)).max(ATTRIBUTES_REMOVED_MAX).optional(),
  })
  .refine(({ set, remove }) => set !== undefined || remove !== undefined, {
    path: ["set"],
    error: "give `set`, `remove` or both",
  });

export const undoChangesInput = z.object({
  /** The `operationId` of events and transitions. */
  operationId: z.uuid(),
});
export type UndoChangesInput = z.infer<typeof undoChangesInput>;

/** The customer has read up to `at`; absent = now. */
export const markReadUpToInput = z.object({ at: givenInstant.nullable().optional() });

/** The greatest message number that was seen; a greater one than exists means the newest. */
export const markSeenInput = z.object({ number: z.number().int().min(0) });

/** The number of the first unread message; absent = the customer's last one, else the last one. */
export const markUnreadInput = z.object({ from: z.number().int().min(1).optional() });
/** The most conversations of which one request reads the caller's seen marks. */
export const SEEN_MARKS_MAX = 100;
