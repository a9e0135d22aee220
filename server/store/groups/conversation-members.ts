import type { MemberRole } from "@/server/domain/conversation/conversation-member";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { select } from "@/server/store/_rows/columns";
import type { ConversationRow } from "@/server/store/_rows/conversation-row";
import { recordEvent } from "@/server/store/events/record-event";
import { differences, type Tx } from "@/server/store/events/tx";
import {
  CONVERSATION_MEMBER_COLUMNS,
  type ConversationMemberRow,
  toConversationMemberFields as toConversationMemberDto,
} from "@/server/store/generated/rows";

export type { ConversationMemberRow } from "@/server/store/generated/rows";

const COLUMNS = select(CONVERSATION_MEMBER_COLUMNS);

/** Where members are: the conversation, which is locked, and its inbox. */
type Place = Pick<ConversationRow, "id" | "inboxId" | "lastHistoryNumber">;

export type NewMember = { contactId: number; role: MemberRole };

/**
 * Adds members to a locked conversation that were never in it; records `conversation_member.joined` for each. What the
 * history already has counts as read: it was written before they came. Returns them in the given order.
 */
export async function insertMembers(
  tx: Tx,
  { id, inboxId, lastHistoryNumber }: Place,
  members: readonly NewMember[],
): Promise<ConversationMemberRow[]> {
  if (members.length === 0) return [];
  const rows = await tx.query<ConversationMemberRow>(
    `insert into conversation_member (account_id, conversation_id, contact_id, role, joined_at, joined_number,
                                      delivered_number, read_number, created_at, updated_at)
     select $1, $2, n.contact_id, n.role, $3, $4, $4, $4, $3, $3
       from unnest($5::bigint[], $6::text[]) with ordinality as n (contact_id, role, place) order by n.place
     returning ${COLUMNS}`,
    [
      tx.caller.accountId,
      id,
      tx.now,
      lastHistoryNumber ?? 0,
      members.map(({ contactId }) => contactId),
      members.map(({ role }) => role),
    ],
  );
  for (const row of rows)
    recordEvent(tx, {
      type: "conversation_member.joined",
      inboxId,
      changes: {},
      resource: "conversation_member",
      dto: toConversationMemberDto(row),
    });
  return rows;
}

/** The fields of a member that change with an event. */
type Patch = Partial<
  Pick<ConversationMemberRow, "contactId" | "role" | "joinedAt" | "leftAt" | "deliveredNumber" | "readNumber">
>;
export type MemberChange = { before: ConversationMemberRow; patch: Patch };

/**
 * Saves changes of members of locked conversations: who left, came again, got another role or was merged. Each records
 * one event, in the inbox of its conversation.
 */
export async function saveMembers(
  tx: Tx,
  inboxIdOf: (conversationId: number) => number,
  changes: readonly MemberChange[],
): Promise<ConversationMemberRow[]> {
  if (changes.length === 0) return [];
  const all = changes.map(({ before, patch }) => ({ before, after: { ...before, ...patch } }));
  const rows = await tx.query<ConversationMemberRow>(UPDATE, [
    tx.caller.accountId,
    tx.now,
    all.map(({ before }) => before.id),
    all.map(({ before }) => before.version),
    all.map(({ after }) => after.contactId),
    all.map(({ after }) => after.role),
    all.map(({ after }) => after.joinedAt),
    all.map(({ after }) => after.leftAt),
    all.map(({ after }) => after.deliveredNumber),
    all.map(({ after }) => after.readNumber),
  ]);
  const saved = new Map(rows.map((row) => [row.id, row]));
  return all.map(({ before }) => {
    const after = saved.get(before.id);
    if (!after)
      throw new Error(`conversation member ${before.id} was changed without the conversation's lock`);
    const dto = toConversationMemberDto(after);
    recordEvent(tx, {
      type: eventOf(before, after),
      inboxId: inboxIdOf(before.conversationId),
      changes: differences(toConversationMemberDto(before), dto, ["contactId", "role", "joinedAt", "leftAt"]),
      resource: "conversation_member",
      dto,
    });
    return after;
  });
}

const UPDATE = `
  update conversation_member m
     set contact_id = n.contact_id, role = n.role, joined_at = n.joined_at, left_at = n.left_at,
         delivered_number = n.delivered, read_number = n.read,
         joined_number = case when m.left_at is not null and n.left_at is null then n.delivered else m.joined_number end,
         version = m.version + 1, updated_at = $2
    from unnest($3::bigint[], $4::int[], $5::bigint[], $6::text[], $7::timestamptz[], $8::timestamptz[], $9::int[],
                $10::int[]) as n (id, version, contact_id, role, joined_at, left_at, delivered, read)
   where m.account_id = $1 and m.id = n.id and m.version = n.version
  returning ${select(CONVERSATION_MEMBER_COLUMNS, "m")}`;

function eventOf(before: ConversationMemberRow, after: ConversationMemberRow) {
  if (before.leftAt === null && after.leftAt !== null) return "conversation_member.left" as const;
  if (before.leftAt !== null && after.leftAt === null) return "conversation_member.joined" as const;
  return "conversation_member.updated" as const;
}

/** The rows of these contacts in a conversation, also of those that left. Index: conversation_member_contact. */
export const findMembers = (
  tx: Tx,
  { conversationId, contactIds }: { conversationId: number; contactIds: readonly number[] },
): Promise<ConversationMemberRow[]> =>
  tx.query<ConversationMemberRow>(
    `select ${COLUMNS} from conversation_member
      where account_id = $1 and conversation_id = $2 and contact_id = any($3::bigint[]) order by id`,
    [tx.caller.accountId, conversationId, contactIds],
  );

/** A contact's row in a conversation whose member they are now, or null. Index: conversation_member_contact. */
export async function findActiveMember(
  tx: Tx,
  { conversationId, contactId }: { conversationId: number; contactId: number },
): Promise<ConversationMemberRow | null> {
  const [row] = await findMembers(tx, { conversationId, contactIds: [contactId] });
  return row?.leftAt === null ? row : null;
}

const AMONG = statement(
  `select conversation_id as "conversationId", contact_id as "contactId" from conversation_member
    where account_id = $1 and conversation_id = any($2::bigint[]) and contact_id = any($3::bigint[]) and left_at is null`,
);

/** Which of these contacts are in which of these conversations now. Index: conversation_member_contact. */
export const listMembersAmong = (
  db: Db,
  accountId: number,
  of: { conversationIds: readonly number[]; contactIds: readonly number[] },
): Promise<{ conversationId: number; contactId: number }[]> =>
  db.query(AMONG, [accountId, of.conversationIds, of.contactIds]);

/** All present members of a conversation, at most `GROUP_MEMBERS_MAX`. Index: conversation_member_contact. */
export const listActiveMembers = (
  db: Db,
  { accountId, conversationId }: { accountId: number; conversationId: number },
): Promise<ConversationMemberRow[]> =>
  db.query<ConversationMemberRow>(
    `select ${COLUMNS} from conversation_member
      where account_id = $1 and conversation_id = $2 and left_at is null order by id`,
    [accountId, conversationId],
  );

/**
 * The rows of these contacts in all conversations, or in those given, at most `limit`, by conversation. Hold the
 * contacts' locks: nobody joins or leaves meanwhile. Index: conversation_member_of_contact.
 */
export const listMembershipsOf = (
  tx: Tx,
  {
    contactIds,
    conversationIds = null,
    isPresent = false,
    limit,
  }: {
    contactIds: readonly number[];
    conversationIds?: readonly number[] | null;
    /** Without those that they left. */
    isPresent?: boolean;
    limit: number;
  },
): Promise<ConversationMemberRow[]> =>
  tx.query<ConversationMemberRow>(
    `select ${COLUMNS} from conversation_member
      where account_id = $1 and contact_id = any($2::bigint[])
        and ($4::bigint[] is null or conversation_id = any($4::bigint[])) and (not $5 or left_at is null)
      order by conversation_id, id limit $3`,
    [tx.caller.accountId, contactIds, limit, conversationIds, isPresent],
  );
