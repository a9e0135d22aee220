import type { MemberDto } from "@/server/contract/member/member";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { byName } from "./by-name";

export type MemberRow = Omit<MemberDto, "createdAt" | "updatedAt"> & {
  avatarFileId: number | null;
  sessionVersion: number;
  createdAt: Date;
  updatedAt: Date;
};

const COLUMNS = `
  u.id, u.name, u.email, u.session_version as "sessionVersion", m.role, m.state, m.availability,
         m.avatar_file_id as "avatarFileId", m.version, m.created_at as "createdAt", m.updated_at as "updatedAt",
         coalesce((select array_agg(i.inbox_id order by i.inbox_id) from inbox_member i
                    where i.account_id = m.account_id and i.user_id = m.user_id), '{}') as "inboxIds"`;
const MEMBERS = `select ${COLUMNS} from member m join app_user u on u.id = m.user_id`;

const toNumbers = (row: MemberRow): MemberRow => ({ ...row, inboxIds: row.inboxIds.map(Number) });

export const toMemberDto = ({ sessionVersion: _, ...row }: MemberRow): MemberDto => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** A member of the account, or null. */
export async function findMember(db: Db, accountId: number, userId: number): Promise<MemberRow | null> {
  const [row] = await db.query<MemberRow>(FIND_MEMBER, [accountId, userId]);
  return row ? toNumbers(row) : null;
}

const FIND_MEMBER = statement(`${MEMBERS} where m.account_id = $1 and m.user_id = $2`);

export type FirstMember = {
  accountId: number;
  member: MemberRow;
  /** When the user of the session last gave their password or a code; null without a session, or if it is not known. */
  authenticatedAt: Date | null;
  /**
   * The account requires two-factor authentication, and the member has not turned it on. Not of a session by single
   * sign-on: there the identity provider is responsible.
   */
  lacksTwoFactor: boolean;
};

/** A user as an active member of their oldest account; null also when the session has ended. */
export async function findFirstMember(
  db: Db,
  { userId, sessionId }: { userId: number; sessionId: string | null },
): Promise<FirstMember | null> {
  const [row] = await db.query<MemberRow & Omit<FirstMember, "member">>(FIRST, [userId, sessionId]);
  if (!row) return null;
  const { accountId, authenticatedAt, lacksTwoFactor, ...member } = row;
  return { accountId, authenticatedAt, lacksTwoFactor, member: toNumbers(member) };
}

/** Reads the caller of every request from a screen. Index: member_user. */
const FIRST = statement(`
  select m.account_id as "accountId", ${COLUMNS}, s.authenticated_at as "authenticatedAt",
         a.requires_two_factor and not coalesce(s.by_sso, false) and not exists
           (select 1 from two_factor f where f.user_id = $1 and f.confirmed_at is not null) as "lacksTwoFactor"
    from member m join app_user u on u.id = m.user_id join account a on a.id = m.account_id
         left join user_session s on s.id = $2 and s.user_id = $1
   where m.user_id = $1 and m.state = 'active' and ($2::uuid is null or s.id is not null)
   order by m.account_id limit 1`);

/** Members of the account by name. */
export async function listMembers(db: Db, accountId: number, limit: number): Promise<MemberDto[]> {
  const rows = await db.query<MemberRow>(
    `${MEMBERS} where m.account_id = $1 order by u.name, u.id limit $2`,
    [accountId, limit],
  );
  return rows.map(toNumbers).map(toMemberDto).sort(byName);
}
