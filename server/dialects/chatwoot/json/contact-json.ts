import type { ContactDto, MessageDto } from "@/server/contract/_shared/dto";
import type { LinkedInbox } from "@/server/queries/contacts/contact-links";
import { slimInboxJson } from "./inbox-json";
import { seconds } from "./wire-time";

/** What all forms of a contact show. */
export const contactIdentityJson = (contact: ContactDto) => ({
  additional_attributes: contact.additionalAttributes,
  custom_attributes: contact.customAttributes,
  email: contact.email,
  id: contact.id,
  identifier: contact.identifier,
  name: contact.name,
  phone_number: contact.phone,
  thumbnail: "",
  blocked: contact.isBlocked,
});

/** A contact; with its inboxes when requested. */
export const contactJson = (contact: ContactDto, links?: readonly LinkedInbox[]) => ({
  ...contactIdentityJson(contact),
  availability_status: "offline",
  created_at: seconds(contact.createdAt),
  ...(links === undefined
    ? {}
    : {
        contact_inboxes: links.map(({ sourceId, inbox }) => ({
          source_id: sourceId,
          inbox: slimInboxJson(inbox),
        })),
      }),
});

/** A contact as a sender. */
export const contactSenderJson = (contact: ContactDto) => ({
  ...contactIdentityJson(contact),
  type: "contact",
});

/** Who wrote a customer's message: in a group the member, of whom a message has only id and name. */
export const writerOf = ({ id, name }: MessageDto["sender"], contact: ContactDto): ContactDto =>
  contact.isGroup && id !== null && id !== contact.id
    ? { ...contact, ...UNKNOWN, id, name: name ?? "" }
    : contact;

/** The same as the message's sender. */
export const writerJson = (sender: MessageDto["sender"], contact: ContactDto) =>
  contactSenderJson(writerOf(sender, contact));

const UNKNOWN = {
  email: null,
  phone: null,
  identifier: null,
  isBlocked: false,
  customAttributes: {},
  additionalAttributes: {},
} satisfies Partial<ContactDto>;
