import { z } from "zod";
import { LOCALES } from "@/server/contract/_shared/constants";
import {
  actor,
  attributes,
  cause,
  conversationStatus,
  id,
  instant,
  priority,
} from "@/server/contract/_shared/dto";
import { idOrNone, sourceId, subjectLine, text } from "@/server/contract/_shared/fields";
import {
  ATTRIBUTE_NAME_CHARS_MAX,
  ATTRIBUTES_REMOVED_MAX,
  MESSAGE_NUMBER_MAX,
  PARTICIPANTS_MAX,
} from "@/server/contract/_shared/limits";
import { instantInput } from "@/server/contract/_shared/primitives";
import { contactEmail, contactName } from "@/server/contract/contact/inputs";
import { messageContent } from "@/server/contract/message/inputs";
import { addressedEmail } from "@/server/contract/message/message-email";
import { labelNames } from "@/server/contract/organising/label";
import { CONVERSATION_SIGNALS } from "@/server/domain/conversation/conversation";
import { GROUP_MEMBERS_MAX, MEMBER_ROLES } from "@/server/domain/conversation/conversation-member";

// Inputs of commands on one conversation, without the conversation: an edge takes it from the path or a field.

/** The fields of a new conversation; `createConversationInput` adds the rules. */
export const newConversation = z.object({
  inboxId: id,
  contactId: id,
  /** The contact's id in the inbox's channel; found or created if absent. */
  sourceId: sourceId.nullable().optional(),
  /** The requested status; the inbox's policy decides. */
  status: conversationStatus.optional(),
  snoozedUntil: instantInput.nullable().optional(),
  assigneeId: idOrNone.optional(),
  teamId: idOrNone.optional(),
  priority: priority.nullable().optional(),
  labels: labelNames.optional(),
  customAttributes: attributes.optional(),
  /** The first message, outgoing. */
  message: z
    .strictObject({
      content: messageContent,
      sourceId: sourceId.nullable().optional(),
      /** In an e-mail inbox. Its subject is that of the conversation. */
      email: addressedEmail.optional(),
    })
    .optional(),
});

export const createConversationInput = newConversation.refine(
  (input) => input.snoozedUntil == null || input.status === "snoozed",
  { path: ["snoozedUntil"], error: "needs status snoozed" },
);

export const changeStatusInput = z
  .object({
    signal: z.enum(CONVERSATION_SIGNALS),
    /** The end of the snooze; null or absent = until the customer writes. */
    until: instantInput.nullable().optional(),
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

/** Of an e-mail's conversation; empty = none. */
export const setSubjectInput = z.object({ subject: subjectLine });
export type SetSubjectInput = z.infer<typeof setSubjectInput>;

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
export const markReadUpToInput = z.object({ at: instantInput.nullable().optional() });

/** The greatest message number that was seen; a greater one than exists means the newest. */
export const markSeenInput = z.object({ number: z.number().int().min(0) });

/** The number of the first unread message; absent = the customer's last one, else the last one. */
export const markUnreadInput = z.object({ from: z.number().int().min(1).optional() });
/** The most conversations of which one request reads the caller's seen marks. */
export const SEEN_MARKS_MAX = 100;

/** `locale`: of the mail's own words. */
export const sendTranscriptInput = z.object({ email: contactEmail, locale: z.enum(LOCALES).optional() });
export type SendTranscriptInput = { email: string; locale?: (typeof LOCALES)[number] | undefined };

/** A transcript that is on its way. */
export const transcriptDto = z.object({ email: z.string() });

const role = z.enum(MEMBER_ROLES);

/** A contact that is to be a member; `role` absent = `member`. */
const newMember = z.strictObject({ contactId: id, role: role.optional() });
const newMembers = z.array(newMember).min(1).max(GROUP_MEMBERS_MAX);

export const createGroupInput = z.object({
  inboxId: id,
  name: contactName,
  /** The group's id in the inbox's channel; absent = a random one. See `groupNameIn` of the domain. */
  sourceId: sourceId.nullable().optional(),
  members: newMembers,
  /** Of the group's contact. */
  customAttributes: attributes.optional(),
});

export const addMembersInput = z.object({ members: newMembers });

export const setMemberRoleInput = z.object({ role });

/** A number of the conversation's history. */
export const memberPositionInput = z.object({ upTo: z.number().int().min(0).max(MESSAGE_NUMBER_MAX) });

export const transitionDto = z.object({
  id,
  conversationId: id,
  from: conversationStatus.nullable(),
  to: conversationStatus,
  cause,
  actor,
  operationId: z.string(),
  at: instant,
});
export type TransitionDto = z.infer<typeof transitionDto>;
