import type { Sort } from "@/app/_shared/view/view";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { newerMark, type OwnMark } from "@/server/contract/conversation/own-unread";
import { mergeConversation } from "@/server/contract/event/reduce";

/** A conversation in a list. `seen`: how far the reader has seen it; null = never opened, absent = not read yet. */
export type Row = { conversation: ConversationDto; contact: ContactDto; seen?: OwnMark | null };
export type RowPage = { data: Row[]; nextCursor: string | null; asOf: string };
/** The cached pages of a list, in order. Other properties of the cache are kept. */
type CachedList = { pages: RowPage[] };

/** The server's value of "waiting since" for a conversation that does not wait. */
const NEVER = "9999-12-31T23:59:59.999Z";

/** The field that a list is ordered by, and whether it descends. */
const ORDER: Record<Sort, { of: (row: Row) => string; isNewestFirst: boolean }> = {
  last_activity: { of: ({ conversation }) => conversation.lastActivityAt, isNewestFirst: true },
  created_at: { of: ({ conversation }) => conversation.createdAt, isNewestFirst: true },
  waiting_since: { of: ({ conversation }) => conversation.waitingSince ?? NEVER, isNewestFirst: false },
};

/** Whether `a` comes before `b`: by the list's order, then by id, as on the server. */
function isAbove(a: Row, b: Row, sort: Sort): boolean {
  const { of, isNewestFirst } = ORDER[sort];
  const [valueA, valueB] = [of(a), of(b)];
  if (valueA === valueB) return a.conversation.id > b.conversation.id === isNewestFirst;
  return valueA > valueB === isNewestFirst;
}

/** Merges two versions of one row; returns the known row itself when nothing is newer. */
export function mergeRow(known: Row | undefined, seen: Row): Row {
  if (known === undefined) return seen;
  const conversation = mergeConversation(known.conversation, seen.conversation);
  const contact = newerContact(known, seen, conversation.contactId);
  const mark = newerMark(known.seen, seen.seen);
  const isSame = conversation === known.conversation && contact === known.contact && mark === known.seen;
  return isSame ? known : { conversation, contact, ...(mark !== undefined && { seen: mark }) };
}

/** The contact may have been merged into another: then the other contact wins, whatever its version. */
function newerContact(known: Row, seen: Row, contactId: number): ContactDto {
  if (known.contact.id !== seen.contact.id)
    return seen.contact.id === contactId ? seen.contact : known.contact;
  return seen.contact.version > known.contact.version ? seen.contact : known.contact;
}

/**
 * A list after an event with a row: updated, moved, inserted or removed. `isListed` tests whether a conversation belongs to
 * it. Returns `list` itself when nothing changes.
 */
export function applyRow<L extends CachedList>(
  list: L,
  seen: Row,
  isListed: (conversation: ConversationDto) => boolean,
  sort: Sort = "last_activity",
): L {
  const known = list.pages
    .flatMap((page) => page.data)
    .find((row) => row.conversation.id === seen.conversation.id);
  const row = mergeRow(known, seen);
  if (row === known) return list;
  const pages = known
    ? list.pages.map((page) => ({ ...page, data: page.data.filter((other) => other !== known) }))
    : list.pages;
  if (!isListed(row.conversation)) return known ? { ...list, pages } : list;
  const placed = place(pages, row, { wasLoaded: known !== undefined, sort });
  return placed ? { ...list, pages: placed } : list;
}

/** The pages with the row inserted in order, or null when it belongs below the loaded rows. */
function place(
  pages: readonly RowPage[],
  row: Row,
  { wasLoaded, sort }: { wasLoaded: boolean; sort: Sort },
): RowPage[] | null {
  const at = pages.findIndex((page) => page.data.some((other) => isAbove(row, other, sort)));
  const end = pages.length - 1;
  const last = pages[end];
  const belongsAtEnd = at < 0 && (wasLoaded || last?.nextCursor === null);
  if (at < 0 && !belongsAtEnd) return null;
  return pages.map((page, index) => {
    if (index !== (at < 0 ? end : at)) return page;
    const before = page.data.findIndex((other) => isAbove(row, other, sort));
    return { ...page, data: before < 0 ? [...page.data, row] : page.data.toSpliced(before, 0, row) };
  });
}

/** A row after a contact changed. */
export const withContact = (row: Row, contact: ContactDto): Row =>
  row.contact.id === contact.id && row.contact.version < contact.version ? { ...row, contact } : row;

/** A list with each row replaced by `to`; the list itself when no row changes. */
export function mapRows<L extends CachedList>(list: L, to: (row: Row) => Row): L {
  if (!list.pages.some((page) => page.data.some((row) => to(row) !== row))) return list;
  return { ...list, pages: list.pages.map((page) => ({ ...page, data: page.data.map(to) })) };
}

/** A list without some rows; the list itself when it has none of them. */
export function withoutRows<L extends CachedList>(list: L, isGone: (row: Row) => boolean): L {
  if (!list.pages.some((page) => page.data.some(isGone))) return list;
  const pages = list.pages.map((page) => ({ ...page, data: page.data.filter((row) => !isGone(row)) }));
  return { ...list, pages };
}

/** The rows of all pages, without duplicates. */
export function rowsOf(list: CachedList | undefined): Row[] {
  const seen = new Set<number>();
  return (list?.pages ?? [])
    .flatMap((page) => page.data)
    .filter(({ conversation: { id } }) => !seen.has(id) && seen.add(id));
}
