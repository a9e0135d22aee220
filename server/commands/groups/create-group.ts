import { randomUUID } from "node:crypto";
import { startConversation } from "@/server/commands/conversations/_steps/begin-conversation";
import {
  actorName,
  lockPeople,
  postNotice,
  requirePeople,
} from "@/server/commands/groups/_steps/memberships";
import { Refusal } from "@/server/contract/_shared/refusal";
import {
  GROUP_MEMBERS_MAX,
  listNames,
  type MemberRole,
} from "@/server/domain/conversation/conversation-member";
import { groupNameIn } from "@/server/domain/inbox/channel";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import type { MessageRow } from "@/server/store/_rows/message-row";
import { lockSourceId } from "@/server/store/contacts/contact-identities";
import { linkContact } from "@/server/store/contacts/contact-inboxes";
import { type ContactFields, type ContactRow, insertContact } from "@/server/store/contacts/contacts";
import type { Tx } from "@/server/store/events/tx";
import { type ConversationMemberRow, insertMembers } from "@/server/store/groups/conversation-members";
import { shareInbox } from "@/server/store/inboxes/inboxes";

/** A contact that is to be a member; `role` absent = `member`. */
export type MemberInput = { contactId: number; role?: MemberRole | undefined };

export type CreateGroup = {
  inboxId: number;
  name: string;
  /** The group's id in the inbox's channel; absent = a random one. See `groupNameIn`. */
  sourceId?: string | null | undefined;
  members: readonly MemberInput[];
  /** Of the group's contact. */
  customAttributes?: ContactFields["customAttributes"] | undefined;
  /** `agent`: from a screen of Tickline. */
  startedBy: "agent" | "other";
  /** No system message tells the members; `unlessPosted`: only if the inbox posts it. */
  isSilent?: boolean | "unlessPosted" | undefined;
};

export type CreatedGroup = {
  /** It stands for the group. */
  contact: ContactRow;
  conversation: ConversationRow;
  sourceId: string;
  members: ConversationMemberRow[];
  /** The system message that tells the members; null without members, or if it is silent. */
  message: MessageRow | null;
};

/**
 * Creates a group: its contact, its conversation in the status that the inbox's policy decides, its members, and a system
 * message in the history that they read. Refuses contacts that do not exist or are groups, and `source_id.taken`.
 */
export async function createGroup(tx: Tx, input: CreateGroup): Promise<CreatedGroup> {
  const inbox = await shareInbox(tx, input.inboxId);
  if (!inbox) throw new Refusal("inbox.not_found", { field: "inboxId" });
  const sourceId = groupNameIn(inbox, input.sourceId ?? null, randomId);
  if (sourceId !== null) await lockSourceId(tx, { inboxId: inbox.id, sourceId });
  const ids = input.members.map(({ contactId }) => contactId);
  const locked = await lockPeople(tx, ids);
  const people = await requirePeople(tx, locked, ids);
  if (people.size > GROUP_MEMBERS_MAX)
    throw new Refusal("conversation_member.too_many", { field: "members" });

  const contact = await insertContact(tx, groupFields(input));
  const link = await linkContact(tx, {
    contactId: contact.id,
    inboxId: inbox.id,
    sourceId,
  });
  const started = await startConversation(tx, {
    inbox,
    contact,
    contactInboxId: link.id,
    startedBy: input.startedBy,
    requested: null,
    snoozedUntil: null,
  });
  const roles = rolesOf(locked, input.members);
  const wanted = [...people.keys()].map((id) => ({ contactId: id, role: roles.get(id) ?? "member" }));
  const members = await insertMembers(tx, started, wanted);
  const group = { contact, members, sourceId: link.sourceId };
  const isSilent =
    input.isSilent === "unlessPosted" ? !inbox.postedNotices.includes("created") : input.isSilent;
  if (members.length === 0 || isSilent) return { ...group, conversation: started, message: null };
  const told = await postNotice(tx, started, {
    notice: "group.created",
    contactIds: [...people.keys()],
    parameters: {
      creator: await actorName(tx, started.inboxId),
      group: contact.name,
      members: listNames([...people.values()].map(({ name }) => name)),
    },
  });
  return { ...group, ...told };
}

const randomId = () => randomUUID().replaceAll("-", "");

const groupFields = ({ name, customAttributes = {} }: CreateGroup): ContactFields => ({
  name,
  email: null,
  phone: null,
  identifier: null,
  isBlocked: false,
  isIntegrationOwn: false,
  isGroup: true,
  labels: [],
  companyId: null,
  customAttributes,
  additionalAttributes: {},
});

/** The role of each person, by the id that they have today. The first mention counts. */
export function rolesOf(
  people: ReadonlyMap<number, ContactRow>,
  members: readonly MemberInput[],
): ReadonlyMap<number, MemberRole> {
  const roles = new Map<number, MemberRole>();
  for (const { contactId, role } of members) {
    const person = people.get(contactId);
    if (person && role && !roles.has(person.id)) roles.set(person.id, role);
  }
  return roles;
}
