import type { Caller } from "@/server/contract/_shared/caller";
import type { LastMessage } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { formatPosition } from "@/server/contract/event/cursor";
import { PREVIEW_CHARS } from "@/server/contract/event/reduce";
import {
  type NotificationDto,
  UNREAD_MAX,
  type UnreadNotifications,
} from "@/server/contract/member/notification";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database, Db } from "@/server/store/_postgres/db";
import { LAST_MESSAGE_COLUMNS } from "@/server/store/_rows/message-row";

/** The caller's notifications, newest first, of the inboxes that they may see; keyset on time and id. */
export function listNotifications(
  database: Database,
  caller: Caller,
  input: { cursor?: string | null; limit: number },
): Promise<Page<NotificationDto>> {
  const [at, id] = positionOf(input.cursor, ["string", "number"]) ?? [null, null];
  return database.snapshot(async (db) => {
    const rows = await select(db, caller, {
      where: "($4::timestamptz is null or (n.at, n.id) < ($4, $5::bigint))",
      values: [at, id],
      limit: input.limit + 1,
    });
    const data = rows.slice(0, input.limit).map(toDto);
    const last = data.at(-1);
    return {
      data,
      nextCursor: rows.length > input.limit && last ? formatPosition([last.at, last.id]) : null,
      asOf: await readAsOf(db, caller.accountId),
    };
  });
}

/** One of the caller's notifications; refused as not found without access to its inbox. */
export async function getNotification(
  db: Db,
  caller: Caller,
  notificationId: number,
): Promise<NotificationDto> {
  const [row] = await select(db, caller, { where: "n.id = $4", values: [notificationId], limit: 1 });
  if (!row) throw new Refusal("notification.not_found");
  return toDto(row);
}

/** The caller's unread notifications, of the inboxes that they may see. Index notification_unread. */
export async function readUnreadNotifications(db: Db, caller: Caller): Promise<UnreadNotifications> {
  const rows = await select(db, caller, { where: "n.read_at is null", values: [], limit: UNREAD_MAX });
  const [newest] = rows;
  return { count: rows.length, newest: newest ? toDto(newest) : null };
}

type Row = Pick<NotificationDto, "id" | "kind" | "actor" | "count"> & {
  at: Date;
  readAt: Date | null;
  displayId: number;
  contactName: string;
  number: number | null;
  content: string | null;
  files: LastMessage["files"] | null;
};

type Selection = { where: string; values: readonly unknown[]; limit: number };

/** Values of `where` start at $4. Order: newest first. Index notification_of_member. */
const select = (db: Db, caller: Caller, { where, values, limit }: Selection): Promise<Row[]> =>
  db.query<Row>(
    `select n.id, n.kind, n.actor, n.count, n.at, n.read_at as "readAt", c.display_id as "displayId",
            t.name as "contactName", m.number, left(m.content, ${PREVIEW_CHARS}) as content,
            ${LAST_MESSAGE_COLUMNS.files.replaceAll("$.", "m.")} as files
       from notification n
       join conversation c on c.account_id = n.account_id and c.id = n.conversation_id and c.lifecycle = 'live'
       join contact t on t.account_id = c.account_id and t.id = c.contact_id
       left join message m on m.account_id = n.account_id and m.id = n.message_id
      where n.account_id = $1 and n.user_id = $2 and ($3::bigint[] is null or c.inbox_id = any($3)) and ${where}
      order by n.at desc, n.id desc limit ${limit}`,
    [caller.accountId, caller.userId, caller.inboxIds === "all" ? null : caller.inboxIds, ...values],
  );

const toDto = ({
  at,
  readAt,
  displayId,
  contactName,
  number,
  content,
  files,
  ...row
}: Row): NotificationDto => ({
  ...row,
  at: at.toISOString(),
  readAt: readAt?.toISOString() ?? null,
  conversation: { displayId, contactName },
  message: number === null ? null : { number, content: content ?? "", ...(files && { files }) },
});
