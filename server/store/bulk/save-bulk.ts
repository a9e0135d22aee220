import { one } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import { type Changes, sendAhead, type Tx } from "@/server/store/events/tx";
import { BULK_COLUMNS, type BulkEvent, type BulkRow, recordBulk } from "./bulk-operations";

/** The fields that a turn or an end may change. */
const SAVED = [
  "state",
  "processed",
  "succeeded",
  "unchanged",
  "failed",
  "failures",
  "errorCode",
  "deadlineAt",
  "finishedAt",
  "faults",
] as const satisfies (keyof BulkRow)[];
type Patch = Partial<Pick<BulkRow, (typeof SAVED)[number]>>;

const SAVE = statement(`
  update bulk_operation
     set ${SAVED.map((field, i) => `${BULK_COLUMNS[field].replace("$.", "")} = $${i + 5}`).join(", ")},
         due_at = $4, updated_at = $4, version = version + 1
   where account_id = $1 and id = $2 and version = $3 returning id`);

/**
 * Saves progress or end of a locked operation and records it. Does not wait for the statement: under the lock its result
 * is known.
 */
export function saveBulk(tx: Tx, before: BulkRow, patch: Patch, type: BulkEvent): BulkRow {
  const row: BulkRow = { ...before, ...patch, version: before.version + 1, updatedAt: tx.now };
  const values = [
    tx.caller.accountId,
    before.id,
    before.version,
    tx.now,
    ...SAVED.map((field) => row[field]),
  ];
  sendAhead(tx, tx.query(SAVE, values).then(one), { isChecked: true });
  const changes: Changes = {};
  for (const field of ["state", "processed"] as const)
    if (before[field] !== row[field]) changes[field] = { from: before[field], to: row[field] };
  recordBulk(tx, type, row, changes);
  return row;
}
