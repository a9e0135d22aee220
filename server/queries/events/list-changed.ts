import { type Caller, maySee } from "@/server/contract/_shared/caller";
import type { ContactDto, MessageDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatCursor, formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf } from "@/server/queries/_shared/page";
import type { ConversationWithContact } from "@/server/queries/conversations/get-conversation";
import type { Database, Db } from "@/server/store/_postgres/db";
import { type ChangedTable, lastIdOf, scanForChanged } from "@/server/store/_rows/changed-rows";
import { readMessages, toMessageDto } from "@/server/store/_rows/message-row";
import { findReached } from "@/server/store/contacts/contact-scope";
import { readContacts, toContactDto } from "@/server/store/contacts/contacts";
import { selectConversations } from "@/server/store/events/event-context";
import { readHead } from "@/server/store/events/log/event-log";

export type ListChanged = { updatedSince: Date; cursor?: string | null; limit: number };

/** Rows read per page: a page may be short or empty and have a next one. */
const SCANNED_MAX = 2_000;

type Read<T> = (db: Db, accountId: number, ids: readonly number[]) => Promise<T[]>;

/** Which of these rows the caller reaches, beside what their inbox says. */
type Reach = (db: Db, caller: Caller, ids: readonly number[]) => Promise<ReadonlySet<number>>;
const everyId: Reach = async (_db, _caller, ids) => new Set(ids);

/**
 * What has changed since an instant, in order of id and in any state; for consumers that lost their position in the log.
 * `asOf` is the log's cursor of the first page on every page. Rows created after it are left to the log: a consumer that has
 * read all pages continues there without a gap.
 */
function listChanged<T>(table: ChangedTable, read: Read<T>, reach: Reach = everyId) {
  return (
    database: Database,
    caller: Caller,
    { updatedSince, cursor, limit }: ListChanged,
  ): Promise<Page<T>> => {
    const [seq, upTo, after = 0] = positionOf(cursor, ["number", "number", "number"]) ?? [];
    const { accountId } = caller;
    return database.snapshot(async (db) => {
      const head = await readHead(db, accountId);
      if (!head) throw new Refusal("account.not_found");
      const asOf = { epoch: head.epoch, seq: Number(seq ?? head.lastSeq) };
      const last = Number(upTo ?? (await lastIdOf(db, table, accountId)));
      const range = { after: Number(after), upTo: last, limit: SCANNED_MAX };
      const scanned = await scanForChanged(db, table, { accountId, since: updatedSince, ...range });
      const seen = scanned.filter((row) => row.isChanged && maySee(caller, row)).map(({ id }) => id);
      const reached = await reach(db, caller, seen);
      const wanted = seen.filter((id) => reached.has(id));
      const isFull = wanted.length > limit;
      const ids = wanted.slice(0, limit);
      const end = isFull ? ids.at(-1) : scanned.length === SCANNED_MAX ? scanned.at(-1)?.id : undefined;
      return {
        data: ids.length > 0 ? await read(db, accountId, ids) : [],
        nextCursor: end === undefined ? null : formatPosition([asOf.seq, last, end]),
        asOf: formatCursor(asOf),
      };
    });
  };
}

export const listChangedConversations = listChanged<ConversationWithContact>(
  "conversation",
  (db, accountId, ids) => selectConversations(db, accountId, "c.id = any($2::bigint[]) order by c.id", [ids]),
);

export const listChangedContacts = listChanged<ContactDto>(
  "contact",
  async (db, accountId, ids) => {
    const rows = await readContacts(db, accountId, ids);
    return rows.map(toContactDto);
  },
  findReached,
);

export const listChangedMessages = listChanged<MessageDto>("message", async (db, accountId, ids) => {
  const rows = await readMessages(db, accountId, ids);
  return rows.map(toMessageDto);
});
