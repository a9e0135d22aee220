import type { useTRPC } from "@/app/_lib/trpc";

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;
/** Of a contact's conversations, initially. */
export const CONVERSATIONS_SHOWN = 20;

/** Of a contact's notes, initially. */
const NOTES_SHOWN = 20;

/** All contacts, or those with a label, newest first. */
export const allContacts = (trpc: Api, label: string | null = null) =>
  trpc.contacts.list.infiniteQueryOptions(
    { limit: LIST_PAGE, label },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** A contact's notes, newest first. */
export const contactNotes = (trpc: Api, contactId: number) =>
  trpc.contacts.notes.infiniteQueryOptions(
    { contactId, limit: NOTES_SHOWN },
    { getNextPageParam: (page) => page.nextCursor },
  );
