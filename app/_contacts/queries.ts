import { refusalCodeOf } from "@/app/_lib/refusal-text";
import { isRefused, type useTRPC } from "@/app/_lib/trpc";
import type { ListFilter } from "@/app/_shared/contact/navigate";

type Api = ReturnType<typeof useTRPC>;

const LIST_PAGE = 50;
/** Of a contact's conversations, initially. */
export const CONVERSATIONS_SHOWN = 20;

/** Of a contact's notes, initially. */
const NOTES_SHOWN = 20;

/** The contacts of a company, those with a label, or all; newest first. */
export const allContacts = (trpc: Api, filter: ListFilter) =>
  trpc.contacts.list.infiniteQueryOptions(
    { limit: LIST_PAGE, ...filter },
    { getNextPageParam: (page) => page.nextCursor },
  );

/** A contact's notes, newest first. */
export const contactNotes = (trpc: Api, contactId: number) =>
  trpc.contacts.notes.infiniteQueryOptions(
    { contactId, limit: NOTES_SHOWN },
    { getNextPageParam: (page) => page.nextCursor },
  );

/**
 * Why something cannot be shown, or null. What is shown already stays when it cannot be read again for a while, with what is being
 * typed in it; it goes when the server refuses it.
 */
export const whyNotShown = <T>({ data, error }: { data: T | undefined; error: unknown }): unknown => {
  const isOver = isRefused(error) && refusalCodeOf(error) !== "auth.required";
  return data === undefined || isOver ? error : null;
};
