import type { ContactDto } from "@/server/contract/_shared/dto";
import type { ConversationOwner } from "@/server/queries/messages/customer-messages";
import type { CustomerEvent } from "./customer-events";

/** An open page of a visitor. */
export type Listener = {
  inboxId: number;
  /** The inbox's, as it was when the page connected. */
  identifier: string;
  sourceId: string;
  /** Whose conversations the visitor sees: of the contact, if the site has signed who they are, else of the source id alone. */
  isIdentified: boolean;
  /** Null until the visitor has a contact. */
  contactId: number | null;
  /** The version of the config that the page shows; null: it follows none. */
  configVersion: string | null;
  /** The position in the log up to which it has the events; null while it catches up. */
  position: number | null;
  /** `cursor`: after the event. */
  notify(event: CustomerEvent, cursor: string): void;
  /** Events were left out: the page reads its lists again. */
  reset(cursor: string): void;
  /** Nothing happened up to here. */
  beat(cursor: string): void;
  /** Nothing more follows; the page connects again. */
  end(): void;
};

/** Whether a conversation is the listener's: the rule of `IS_VISITORS`. */
export function isOwn(listener: Listener, { inboxId, contactId, sourceId }: ConversationOwner): boolean {
  if (listener.inboxId !== inboxId) return false;
  return listener.isIdentified ? listener.contactId === contactId : listener.sourceId === sourceId;
}

/** Whether the contact is the listener's. */
export const isContactOf = (listener: Listener, contact: Pick<ContactDto, "id">): boolean =>
  listener.contactId === contact.id;
