import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { RefusedMailDto } from "@/server/contract/channel/channel-dto";
import { formatPosition } from "@/server/contract/event/cursor";
import { type Page, positionOf, readAsOf } from "@/server/queries/_shared/page";
import type { Database } from "@/server/store/_postgres/db";
import type { RefusedMailRow } from "@/server/store/generated/rows";
import { listRefusedRows, type RefusedMailPosition } from "@/server/store/inboxes/refused-mail";
import { getInbox } from "./list-inboxes";

type ListRefusedMail = { inboxId: number; cursor?: string | null | undefined; limit: number };

/** The mail of an inbox that arrived in the last 30 days and was not stored, newest first. */
export function listRefusedMail(
  { database, now }: { database: Database; now: () => Date },
  caller: Caller,
  { inboxId, cursor, limit }: ListRefusedMail,
): Promise<Page<RefusedMailDto>> {
  const after = afterOf(cursor);
  return database.snapshot(async (db) => {
    await getInbox(db, caller, inboxId);
    const { accountId } = caller;
    const found = await listRefusedRows(db, accountId, { inboxId, now: now(), after, limit: limit + 1 });
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    return {
      data: rows.map(toRefusedMail),
      nextCursor: last ? formatPosition([last.refusedAt.toISOString(), last.digest]) : null,
      asOf: await readAsOf(db, accountId),
    };
  });
}

export const toRefusedMail = ({ mailKey, refusedAt, sender, ...mail }: RefusedMailRow): RefusedMailDto => {
  const { subject, code, reason, bytes } = mail;
  return { id: mailKey, at: refusedAt.toISOString(), from: sender, subject, code, reason, bytes };
};

function afterOf(cursor: string | null | undefined): RefusedMailPosition | null {
  const [at, digest] = positionOf(cursor, ["string", "number"]) ?? [];
  if (at === undefined) return null;
  const refusedAt = new Date(at);
  if (Number.isNaN(refusedAt.getTime())) throw new Refusal("cursor.invalid", { field: "cursor" });
  return { refusedAt, digest: Number(digest) };
}
