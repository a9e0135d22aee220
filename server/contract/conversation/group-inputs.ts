import { z } from "zod";
import { attributes, id } from "@/server/contract/_shared/dto";
import { sourceId } from "@/server/contract/_shared/fields";
import { MESSAGE_NUMBER_MAX } from "@/server/contract/_shared/limits";
import { contactName } from "@/server/contract/contact/inputs";
import { GROUP_MEMBERS_MAX, MEMBER_ROLES } from "@/server/domain/conversation/conversation-member";

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
