import type { EventType } from "@/server/contract/event/event";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { type Db, one } from "@/server/store/_postgres/db";
import { type Columns, select } from "@/server/store/_rows/columns";
import type { Changes, Tx } from "@/server/store/events/tx";
import { appendSettingChanges } from "@/server/store/inboxes/setting-changes";

type Instants = "createdAt" | "updatedAt" | "deletedAt" | "failingSince" | "previousSecretUntil";
export type EndpointRow = Omit<EndpointDto, Instants | "inboxIds"> & {
  /** None: all. */
  inboxIds: number[];
  failingSince: Date | null;
  previousSecretUntil: Date | null;
  deletedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
};

export const ENDPOINT_COLUMNS: Columns<EndpointRow> = {
  id: "$.id",
  url: "$.url",
  types: "$.types",
  inboxIds: "to_json($.inbox_ids)",
  format: "$.format",
  ordered: "$.ordered",
  concurrency: "$.concurrency",
  suppressSelf: "$.suppress_self",
  heartbeatMinutes: "$.heartbeat_minutes",
  state: "$.state",
  disabledReason: "$.disabled_reason",
  failingSince: "$.failing_since",
  previousSecretUntil: "$.previous_until",
  deletedAt: "$.deleted_at",
  version: "$.version",
  createdAt: "$.created_at",
  updatedAt: "$.updated_at",
};
const ENDPOINT = select(ENDPOINT_COLUMNS);

export const toEndpointDto = (row: EndpointRow): EndpointDto => ({
  ...row,
  inboxIds: row.inboxIds.length === 0 ? null : row.inboxIds,
  failingSince: row.failingSince?.toISOString() ?? null,
  previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
  deletedAt: row.deletedAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** What an administrator sets of an endpoint. */
export type EndpointSettings = Pick<
  EndpointRow,
  "url" | "types" | "inboxIds" | "format" | "ordered" | "concurrency" | "suppressSelf" | "heartbeatMinutes"
>;
type State = Pick<EndpointRow, "state" | "disabledReason" | "failingSince" | "deletedAt">;

/** Keeps a new one, which is told what happens from now on; `sealedSecret` only sealed. Told as `endpoint.created`. */
export async function insertEndpoint(
  tx: Tx,
  settings: EndpointSettings,
  sealedSecret: string,
): Promise<EndpointRow> {
  const { accountId, tokenId } = tx.caller;
  const row = one(
    await tx.query<EndpointRow>(
      `insert into endpoint (account_id, url, types, inbox_ids, format, ordered, concurrency, suppress_self,
                             heartbeat_minutes, token_id, state, secret, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'enabled', $11, $12, $12) returning ${ENDPOINT}`,
      [accountId, ...valuesOf(settings), tokenId, sealedSecret, tx.now],
    ),
  );
  await tx.query(
    `insert into endpoint_progress (account_id, endpoint_id, last_seq)
     select account_id, $2, last_seq from account_head where account_id = $1`,
    [accountId, row.id],
  );
  await tell(tx, "endpoint.created", row, {}, { created: { from: null, to: settings.url } });
  return row;
}

const valuesOf = (s: EndpointSettings) => [
  s.url,
  s.types,
  s.inboxIds,
  s.format,
  s.ordered,
  s.concurrency,
  s.suppressSelf,
  s.heartbeatMinutes,
];

/** Locks one that is not deleted; null when there is none. */
export async function lockEndpoint(tx: Tx, endpointId: number): Promise<EndpointRow | null> {
  const [row] = await tx.query<EndpointRow>(
    `select ${ENDPOINT} from endpoint where account_id = $1 and id = $2 and deleted_at is null for no key update`,
    [tx.caller.accountId, endpointId],
  );
  return row ?? null;
}

export type EndpointNotice = Exclude<Extract<EventType, `endpoint.${string}`>, "endpoint.created">;

/** Saves other settings or another state; nothing is told where nothing differs. */
export async function saveEndpoint(
  tx: Tx,
  before: EndpointRow,
  patch: Partial<EndpointSettings & State>,
  type: EndpointNotice = "endpoint.updated",
): Promise<EndpointRow> {
  const after = { ...before, ...patch };
  const changes = difference(toEndpointDto(before), toEndpointDto(after));
  if (Object.keys(changes).length === 0) return before;
  const row = one(
    await tx.query<EndpointRow>(
      `update endpoint set version = version + 1, updated_at = $4, url = $5, types = $6, inbox_ids = $7, format = $8,
              ordered = $9, concurrency = $10, suppress_self = $11, heartbeat_minutes = $12, state = $13,
              disabled_reason = $14, failing_since = $15, deleted_at = $16
        where account_id = $1 and id = $2 and version = $3 returning ${ENDPOINT}`,
      [
        tx.caller.accountId,
        before.id,
        before.version,
        tx.now,
        ...valuesOf(after),
        after.state,
        after.disabledReason,
        after.failingSince,
        after.deletedAt,
      ],
    ),
  );
  await tell(tx, type, row, changes, changes);
  return row;
}

/** Another secret; the one before signs too until `until`. Neither is in the event. */
export async function saveSecret(
  tx: Tx,
  before: EndpointRow,
  { sealedSecret, until }: { sealedSecret: string; until: Date | null },
): Promise<EndpointRow> {
  const row = one(
    await tx.query<EndpointRow>(
      `update endpoint set version = version + 1, updated_at = $4, secret = $5, previous_until = $6,
              previous_secret = case when $6::timestamptz is null then null else secret end
        where account_id = $1 and id = $2 and version = $3 returning ${ENDPOINT}`,
      [tx.caller.accountId, before.id, before.version, tx.now, sealedSecret, until],
    ),
  );
  const changes = difference(toEndpointDto(before), toEndpointDto(row));
  await tell(tx, "endpoint.updated", row, changes, { secret: { from: null, to: null } });
  return row;
}

/** Makes the breaker forget: what waits is due at once. */
export async function resetProgress(tx: Tx, endpointId: number): Promise<void> {
  await tx.query(
    `update endpoint_progress set failures = 0, failing_since = null, open_until = null, opens = 0,
            window_tries = 0, window_failures = 0
      where account_id = $1 and endpoint_id = $2`,
    [tx.caller.accountId, endpointId],
  );
}

export async function findEndpoint(
  db: Db,
  accountId: number,
  endpointId: number,
): Promise<EndpointRow | null> {
  const [row] = await db.query<EndpointRow>(
    `select ${ENDPOINT} from endpoint where account_id = $1 and id = $2 and deleted_at is null`,
    [accountId, endpointId],
  );
  return row ?? null;
}

/** All of an account, at most `limit`. */
export async function listEndpointRows(db: Db, accountId: number, limit: number): Promise<EndpointDto[]> {
  const rows = await db.query<EndpointRow>(
    `select ${ENDPOINT} from endpoint where account_id = $1 and deleted_at is null order by id limit $2`,
    [accountId, limit],
  );
  return rows.map(toEndpointDto);
}

/** How many of an account were disabled because of what they answered, or have failed for a day. */
export async function countTroubled(db: Db, accountId: number): Promise<number> {
  const { count } = one(
    await db.query<{ count: number }>(
      `select count(*) as count from endpoint
        where account_id = $1 and deleted_at is null
          and case state when 'disabled' then disabled_reason <> 'by_hand' else failing_since is not null end`,
      [accountId],
    ),
  );
  return count;
}

const TOLD = [
  "url",
  "types",
  "inboxIds",
  "format",
  "ordered",
  "concurrency",
  "suppressSelf",
  "heartbeatMinutes",
  "state",
  "disabledReason",
  "failingSince",
  "previousSecretUntil",
  "deletedAt",
] as const;

function difference(from: EndpointDto, to: EndpointDto): Changes {
  const differ = TOLD.filter((name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]));
  return Object.fromEntries(differ.map((name) => [name, { from: from[name], to: to[name] }]));
}

async function tell(
  tx: Tx,
  type: EndpointNotice | "endpoint.created",
  row: EndpointRow,
  changes: Changes,
  logged: Changes,
): Promise<void> {
  await appendSettingChanges(tx, { subject: "endpoint", subjectId: row.id, subjectName: row.url }, logged);
  tx.pendingEvents.push({
    type,
    accountId: tx.caller.accountId,
    inboxId: null,
    audience: "admins",
    cause: null,
    changes,
    resource: "endpoint",
    dto: toEndpointDto(row),
  });
}
