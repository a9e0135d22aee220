import type { Sort } from "@/app/_shell/view/view";
import type { ContactDto, ConversationDto } from "@/server/contract/_shared/dto";
import { mergeConversation } from "@/server/contract/event/reduce";

/** A conversation in a list. */
export type Row = { conversation: ConversationDto; contact: ContactDto };
export type RowPage = { data: Row[]; nextCursor: string | null; asOf: string };
/** A list as it is held: its pages in order. Keeps whatever else the cache puts beside them. */
type Paged = { pages: RowPage[] };

/** Since when somebody waits who does not; the server's. */
const NEVER = "9999-12-31T23:59:59.999Z";

/** What a list is ordered by, and whether the greatest comes first. */
const PLACE: Record<Sort, { of: (row: Row) => string; isNewestFirst: boolean }> = {
  last_activity: { of: ({ conversation }) => conversation.lastActivityAt, isNewestFirst: true },
  created_at: { of: ({ conversation }) => conversation.createdAt, isNewestFirst: true },
  waiting_since: { of: ({ conversation }) => conversation.waitingSince ?? NEVER, isNewestFirst: false },
};

/** Whether `a` stands above `b`: by the list's order, then by id; as the server has it. */
function isAbove(a: Row, b: Row, sort: Sort): boolean {
  const { of, isNewestFirst } = PLACE[sort];
  const [placeA, placeB] = [of(a), of(b)];
  if (placeA === placeB) return a.conversation.id > b.conversation.id === isNewestFirst;
  return placeA > placeB === isNewestFirst;
}

/** The newer of two views of one row; the known one itself when nothing is newer. */
export function mergeRow(known: Row | undefined, seen: Row): Row {
  if (known === undefined) return seen;
  const conversation = mergeConversation(known.conversation, seen.conversation);
  const contact = newerContact(known, seen, conversation.contactId);
  const isSame = conversation === known.conversation && contact === known.contact;
  return isSame ? known : { conversation, contact };
}

/** A conversation's contact may have been merged into another: then that one counts, whatever its version. */
function newerContact(known: Row, seen: Row, contactId: number): ContactDto {
  if (known.contact.id !== seen.contact.id)
    return seen.contact.id === contactId ? seen.contact : known.contact;
  return seen.contact.version > known.contact.version ? seen.contact : known.contact;
}

/**
 * A list after a row was seen in an event: updated, moved, entered or gone. `isListed` says whether a conversation
 * belongs to it. Gives back `list` itself when nothing changes.
 */
export function applyRow<L extends Paged>(
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

/** The pages with the row in its order, or null when it belongs below what is loaded. */
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

/** A list after a contact changed. */
export function applyContact<L extends Paged>(list: L, contact: ContactDto): L {
  const isOlder = (row: Row) => row.contact.id === contact.id && row.contact.version < contact.version;
  if (!list.pages.some((page) => page.data.some(isOlder))) return list;
  const pages = list.pages.map((page) => ({
    ...page,
    data: page.data.map((row) => (isOlder(row) ? { ...row, contact } : row)),
  }));
  return { ...list, pages };
}

/** A list without some of its rows; itself when it has none of them. */
export function withoutRows<L extends Paged>(list: L, isGone: (row: Row) => boolean): L {
  if (!list.pages.some((page) => page.data.some(isGone))) return list;
  const pages = list.pages.map((page) => ({ ...page, data: page.data.filter((row) => !isGone(row)) }));
  return { ...list, pages };
}

/** The rows of all pages, each conversation once. */
export function rowsOf(list: Paged | undefined): Row[] {
  const seen = new Set<number>();
  return (list?.pages ?? [])
    .flatMap((page) => page.data)
    .filter(({ conversation: { id } }) => !seen.has(id) && seen.add(id));
}
