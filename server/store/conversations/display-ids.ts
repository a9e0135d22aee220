import { type Database, one } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { statement } from "@/server/store/_postgres/statement";
import type { Tx } from "@/server/store/events/tx";

/** Draws the next display id of an account's conversations; null where only the transaction sees the account yet. */
export type DrawDisplayId = (accountId: number) => Promise<number | null>;

type Drawing = { resolve(displayId: number | null): void; reject(error: unknown): void };

const DRAW = statement(`
  update account_counter set last_display_id = last_display_id + $2 where account_id = $1
  returning last_display_id as "lastId"`);

/**
 * Draws outside of the transactions that use the ids, so that none holds the account's row until it commits: each draw is
 * committed at once, on a connection of `database`: a pool of its own, since transactions that hold all connections of theirs
 * would wait for each other. One that is rolled back leaves a gap. Draws that come together share a
 * statement, in their order.
 */
export function createDisplayIds(database: Database): DrawDisplayId {
  const waiting = new Map<number, Drawing[]>();

  async function draw(accountId: number, drawings: readonly Drawing[]): Promise<void> {
    const rows = await forAccount(database, accountId).query<{ lastId: number }>(DRAW, [
      accountId,
      drawings.length,
    ]);
    const first = rows[0] ? rows[0].lastId - drawings.length + 1 : null;
    for (const [index, { resolve }] of drawings.entries()) resolve(first === null ? null : first + index);
  }

  async function drawAll(accountId: number): Promise<void> {
    await null; // one statement for all draws of the same turn
    for (let next = waiting.get(accountId); next && next.length > 0; next = waiting.get(accountId)) {
      waiting.set(accountId, []);
      await draw(accountId, next).catch((error: unknown) => {
        for (const { reject } of next ?? []) reject(error);
      });
    }
    waiting.delete(accountId);
  }

  return (accountId) =>
    new Promise((resolve, reject) => {
      const others = waiting.get(accountId);
      if (others) return void others.push({ resolve, reject });
      waiting.set(accountId, [{ resolve, reject }]);
      void drawAll(accountId); // rejects nothing: each drawing has its outcome
    });
}

/** Draws the display ids of the next conversations ahead. */
export async function drawDisplayIdsAhead(tx: Tx, count: number): Promise<void> {
  const drawn = await Promise.all(Array.from({ length: count }, () => nextDisplayId(tx)));
  tx.drawnDisplayIds.push(...drawn);
}

/** The display id of a new conversation. A transaction that cannot draw outside holds the account's row until its end. */
export async function nextDisplayId(tx: Tx): Promise<number> {
  const { accountId } = tx.caller;
  const ahead = tx.drawnDisplayIds.shift();
  if (ahead !== undefined) return ahead;
  const drawn = await tx.drawDisplayId?.(accountId);
  return drawn ?? one(await tx.query<{ lastId: number }>(DRAW, [accountId, 1])).lastId;
}
