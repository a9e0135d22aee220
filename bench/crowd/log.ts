/** What the databases have: the account's log of the product, and the rows of the plain server. */
import { setTimeout as sleep } from "node:timers/promises";
import { queryOne } from "@/bench/lib/postgres";
import { formatCursor } from "@/server/contract/event/cursor";

/** A log as a measurement needs it. */
export type MeasuredLog = {
  /** Waits until everything committed is in the log and every bulk operation has ended. Returns the last seq. */
  lastSeq(): Promise<number>;
  /** By which a stream continues after a seq; null: streams have only what comes. */
  cursor(seq: number): Promise<string | null>;
  /** The events after a seq that agents may not see. */
  hidden(after: number): Promise<number[]>;
};

const SETTLED = `
  select (select last_seq::int from account_head where account_id = 1) as "lastSeq",
         (select count(*)::int from outbox) + (select count(*)::int from bulk_operation where state = 'running') as waiting`;

/** Those of administrators, and of single members. */
const HIDDEN = `
  select coalesce(array_agg(seq::int), '{}') as seqs from event where account_id = 1 and seq > $1 and audience <> 'account'`;

/** The log of account 1. */
export const productLog = (database: string): MeasuredLog => ({
  async lastSeq() {
    for (;;) {
      const { lastSeq, waiting } = await queryOne<{ lastSeq: number; waiting: number }>(database, SETTLED);
      if (waiting === 0) return lastSeq;
      await sleep(20);
    }
  },
  async cursor(seq) {
    const head = "select epoch from account_head where account_id = 1";
    const { epoch } = await queryOne<{ epoch: string }>(database, head);
    return formatCursor({ epoch, seq });
  },
  hidden: async (after) => (await queryOne<{ seqs: number[] }>(database, HIDDEN, [after])).seqs,
});

/** The rows of the plain server are its log. */
export const bareLog = (database: string): MeasuredLog => ({
  async lastSeq() {
    const table = await queryOne<{ exists: boolean }>(
      database,
      "select to_regclass('bare') is not null as exists",
    );
    if (!table.exists) return 0;
    return (await queryOne<{ count: number }>(database, "select count(*)::int as count from bare")).count;
  },
  cursor: async () => null,
  hidden: async () => [],
});
