import type { AccountDto } from "@/server/contract/dto";
import { one } from "./db";
import type { Tx } from "./tx";

/** Creates the account with its empty log; the caller's own account id is not used. */
export async function insertAccount(tx: Tx, name: string): Promise<AccountDto> {
  const { id } = one(
    await tx.query<{ id: number }>(
      `insert into account (name, created_at, updated_at) values ($1, $2, $2) returning id`,
      [name, tx.now],
    ),
  );
  await tx.query(`insert into account_head (account_id, epoch) select $1, epoch from relay_state`, [id]);
  await tx.query(`insert into account_counter (account_id) values ($1)`, [id]);
  const dto = { id, name, version: 1, createdAt: tx.now.toISOString(), updatedAt: tx.now.toISOString() };
  tx.drafts.push({
    type: "account.created",
    accountId: id,
    inboxId: null,
    audience: "account",
    cause: null,
    changes: {},
    resource: "account",
    dto,
  });
  return dto;
}
