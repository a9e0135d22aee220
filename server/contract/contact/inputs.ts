import { z } from "zod";
import { attributes, id } from "@/server/contract/_shared/dto";
import { sourceId, text } from "@/server/contract/_shared/fields";
import { EMAIL_CHARS_MAX, NAME_CHARS_MAX } from "@/server/contract/_shared/limits";
import { EMAIL_PATTERN, PHONE_PATTERN } from "./constants";

export const contactName = text(1, NAME_CHARS_MAX);
export const contactEmail = text(3, EMAIL_CHARS_MAX).regex(EMAIL_PATTERN, "must be an email address");
export const contactPhone = z.string().regex(PHONE_PATTERN, "must be like +491701234567");
/** The integrator's id of a contact. */
export const contactIdentifier = text(1, NAME_CHARS_MAX);

export const updateContactInput = z.object({
  name: contactName.optional(),
  email: contactEmail.nullable().optional(),
  phone: contactPhone.nullable().optional(),
  /** The integrator's id of the contact; unique. */
  identifier: contactIdentifier.nullable().optional(),
  isBlocked: z.boolean().optional(),
  /** An integration's own contact: its conversations are always open. Administrators only. */
  isIntegrationOwn: z.boolean().optional(),
  /** The company that it belongs to; null for none. */
  companyId: id.nullable().optional(),
  customAttributes: attributes.optional(),
  additionalAttributes: attributes.optional(),
});

/** `inboxId` also links the contact to this inbox, under `sourceId` or a random one. */
export const createContactInput = updateContactInput.extend({
  name: contactName,
  inboxId: id.optional(),
  sourceId: sourceId.nullable().optional(),
});

/** The contact that is merged into this one. */
export const mergeContactsInput = z.object({ otherId: id });
export type MergeContactsInput = z.infer<typeof mergeContactsInput>;

export const undoContactChangesInput = z.object({
  /** The `operationId` of the events. */
  operationId: z.uuid(),
});
export type UndoContactChangesInput = z.infer<typeof undoContactChangesInput>;
