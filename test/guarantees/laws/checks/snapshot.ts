import type { TokenDto, UsedToken } from "@/server/contract/credentials/token";
import type { Dto, ResourceType } from "@/server/contract/event/event";
import type { Snapshot } from "@/server/contract/event/reduce";
import { RESOURCE_TYPES } from "@/server/contract/event/resources";
import type { Database, Db } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import { listMembers } from "@/server/store/_rows/member-rows";
import { MESSAGE_COLUMNS, toMessageDto } from "@/server/store/_rows/message-row";
import { toAlertDto } from "@/server/store/alerts/alerts";
import { listBulks, toBulkDto } from "@/server/store/bulk/bulk-operations";
import { toCompanyDto } from "@/server/store/contacts/companies";
import { toContactNoteDto } from "@/server/store/contacts/contact-notes";
import { CONTACT_COLUMNS, toContactDto } from "@/server/store/contacts/contacts";
import { listTokens } from "@/server/store/credentials/tokens";
import { selectConversations } from "@/server/store/events/event-context";
import {
  ALERT_COLUMNS,
  ATTRIBUTE_DEFINITION_COLUMNS,
  CANNED_REPLY_COLUMNS,
  COMMAND_MESSAGE_COLUMNS,
  COMPANY_COLUMNS,
  CONTACT_NOTE_COLUMNS,
  CONVERSATION_MEMBER_COLUMNS,
  LABEL_COLUMNS,
  MACRO_COLUMNS,
  SAVED_VIEW_COLUMNS,
  SCHEDULED_MESSAGE_COLUMNS,
  toCommandMessageFields,
  toConversationMemberFields,
} from "@/server/store/generated/rows";
import { OPERATION_COLUMNS, toOperationDto } from "@/server/store/idempotency/operations";
import { INBOX_COLUMNS, toInboxDto } from "@/server/store/inboxes/inboxes";
import { findAccount } from "@/server/store/members/accounts";
import { toScheduledMessageDto } from "@/server/store/messages/scheduled-messages";
import { toAttributeDefinitionDto } from "@/server/store/organising/attribute-definitions";
import { toCannedReplyDto } from "@/server/store/organising/canned-replies";
import { toLabelDto } from "@/server/store/organising/labels";
import { toMacroDto } from "@/server/store/organising/macros";
import { toViewDto } from "@/server/store/organising/saved-views";
import { listTeams } from "@/server/store/organising/teams";
import { ENDPOINT_COLUMNS, toEndpointDto } from "@/server/store/webhooks/endpoints";

const ALL = 100_000;

type Read = { db: Db; accountId: number };

/** The rows of a table as DTOs. */
const rows =
  <R, D>(table: string, columns: Columns<R>, toDto: (row: R) => D) =>
  async ({ db, accountId }: Read): Promise<D[]> =>
    (await db.query<R>(`select ${select(columns)} from ${table} where account_id = $1`, [accountId])).map(
      toDto,
    );

/** How the resources of an account are read from their tables. */
const READS: { [R in ResourceType]: (read: Read) => Promise<Dto[R][]> } = {
  account: async ({ db, accountId }) => [await findAccount(db, accountId)].filter((found) => found !== null),
  alert: rows("alert", ALERT_COLUMNS, toAlertDto),
  attribute_definition: rows("attribute_definition", ATTRIBUTE_DEFINITION_COLUMNS, toAttributeDefinitionDto),
  bulk_operation: async ({ db, accountId }) =>
    (await listBulks(db, accountId, { state: null, before: null, limit: ALL })).map(toBulkDto),
  canned_reply: rows("canned_reply", CANNED_REPLY_COLUMNS, toCannedReplyDto),
  command_message: rows("command_message", COMMAND_MESSAGE_COLUMNS, toCommandMessageFields),
  company: rows("company", COMPANY_COLUMNS, toCompanyDto),
  contact: rows("contact", CONTACT_COLUMNS, toContactDto),
  contact_note: rows("contact_note", CONTACT_NOTE_COLUMNS, toContactNoteDto),
  conversation: async ({ db, accountId }) =>
    (await selectConversations(db, accountId, "true", [])).map(({ conversation }) => conversation),
  conversation_member: rows("conversation_member", CONVERSATION_MEMBER_COLUMNS, toConversationMemberFields),
  endpoint: rows("endpoint", ENDPOINT_COLUMNS, toEndpointDto),
  inbox: rows("inbox", INBOX_COLUMNS, toInboxDto),
  label: rows("label", LABEL_COLUMNS, toLabelDto),
  macro: rows("macro", MACRO_COLUMNS, toMacroDto),
  member: ({ db, accountId }) => listMembers(db, accountId, ALL),
  message: rows("message", MESSAGE_COLUMNS, toMessageDto),
  // A running one has no event yet.
  operation: rows(
    "(select * from operation where finished_at is not null) as finished",
    OPERATION_COLUMNS,
    toOperationDto,
  ),
  scheduled_message: rows("scheduled_message", SCHEDULED_MESSAGE_COLUMNS, toScheduledMessageDto),
  team: ({ db, accountId }) => listTeams(db, accountId, { isEvery: true }),
  token: async ({ db, accountId }) => (await listTokens(db, accountId, ALL)).map(withoutUse),
  view: rows("saved_view", SAVED_VIEW_COLUMNS, toViewDto),
};

/** The tables of these accounts as DTOs, which `reduce` must result in. */
export const readSnapshot = (database: Database, accountIds: readonly number[]): Promise<Snapshot> =>
  database.snapshot(async (db) => {
    const all = RESOURCE_TYPES.map(async (type) => {
      const found: { id: number }[][] = await Promise.all(
        accountIds.map((accountId) => READS[type]({ db, accountId })),
      );
      return [type, Object.fromEntries(found.flat().map((dto) => [dto.id, dto]))];
    });
    return Object.fromEntries(await Promise.all(all));
  });

/** The last use makes no events. */
const withoutUse = ({ lastUsedAt: _, lastUsedAddress: __, ...token }: UsedToken): TokenDto => token;

/** Table → its number of rows, and the youngest transaction that wrote one of them. */
type Fingerprint = Record<string, string>;

/**
 * Two equal fingerprints mean that no table was written in between: rows that a committed transaction inserts or updates
 * carry its id, which is greater than every earlier one, and deleted rows are missing from the count. Sequences are left
 * out: an unused number is no change.
 */
export async function readFingerprint(db: Db): Promise<Fingerprint> {
  const tables = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const parts = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' rows, transaction ' || coalesce(max(xmin::text::bigint), 0) as summary
         from "${name}"`,
  );
  const rows = await db.query<{ name: string; summary: string }>(parts.join(" union all "));
  return Object.fromEntries(rows.map((row) => [row.name, row.summary]));
}
