import type { ContactLink } from "@/server/queries/contacts/find-contact-link";
import type { Db } from "@/server/store/_postgres/db";
import { selectConversations } from "@/server/store/events/event-context";
import type { ConversationWithContact } from "./get-conversation";

const NEWEST = 20;

type LinkQuery = {
  link: ContactLink;
  displayId?: number | null;
  /** Includes those in the trash, which the customer does not see. */
  withTrash?: boolean;
};

/**
 * The newest 20 conversations that began under one name of a contact in an inbox, or the one with this number. Excludes
 * the contact's others: the name is all that the customer's side proves.
 */
export const listConversationsOfLink = (
  db: Db,
  accountId: number,
  { link, displayId = null, withTrash = false }: LinkQuery,
): Promise<ConversationWithContact[]> =>
  selectConversations(
    db,
    accountId,
    `c.contact_id = $2 and c.inbox_id = $3 and c.contact_inbox_id = $4 and c.lifecycle = any($6::text[])
       and ($5::bigint is null or c.display_id = $5) order by c.id desc limit ${NEWEST}`,
    [link.contactId, link.inboxId, link.id, displayId, withTrash ? ["live", "trashed"] : ["live"]],
  );
