import type { ContactDto } from "@/server/contract/_shared/dto";
import { contactName } from "./contact-name";

type ContactOptionProps = { contact: ContactDto; onChoose: () => void };

/** A contact in a list of found ones, with what tells them apart from others of the name. */
export const ContactOption = ({ contact, onChoose }: ContactOptionProps) => (
  <button
    type="button"
    onClick={onChoose}
    className="flex w-full items-baseline gap-2 rounded-s px-2.5 py-1.5 text-left hover:bg-hover"
  >
    <bdi className="min-w-0 truncate font-medium">{contactName(contact)}</bdi>
    <span className="min-w-0 truncate text-muted text-sm">{contact.email ?? contact.phone}</span>
  </button>
);
