import type pg from "pg";

/** The setting that the policies of row-level security compare with `account_id` (migration 0006). */
const SETTING = "app.account_id";

/** The statement that begins a transaction, with its time limit. */
type Begin = { text: string; query_timeout?: number };

/** How a pool's connection gets its account. */
export type AccountScope = {
  /** Sends `begin` of a transaction for the account. Resolves when the transaction is open. */
  begin(client: pg.PoolClient, begin: Begin, accountId: number): Promise<unknown>;
  /** Runs one statement for the account. */
  alone<R>(client: pg.PoolClient, accountId: number, send: () => Promise<R>): Promise<R>;
};

/** Where a connection is this process's own: the account stays set, and is sent again only when it changes. */
export function createSessionScope(): AccountScope {
  const accounts = new WeakMap<pg.PoolClient, number>();
  const enter = async (client: pg.PoolClient, accountId: number): Promise<void> => {
    if (accounts.get(client) === accountId) return;
    accounts.set(client, accountId);
    try {
      await client.query(setting("set", accountId));
    } catch (error) {
      accounts.delete(client);
      throw error;
    }
  };
  return {
    // Outside of the transaction: a rollback would restore the account before.
    begin: (client, begin, accountId) => all(enter(client, accountId), client.query(begin)),
    alone: async (client, accountId, send) => (await all(enter(client, accountId), send()))[1],
  };
}

/** Behind a pooler in transaction mode: the account is set for one transaction, in the message that begins it. */
export const transactionScope: AccountScope = {
  begin: (client, begin, accountId) =>
    client.query({ ...begin, text: `${begin.text}; ${setting("set local", accountId)}` }),
  async alone(client, accountId, send) {
    const begun = transactionScope.begin(client, { text: "begin" }, accountId);
    const [, answer] = await all(begun, send(), client.query("commit")); // ends a failed one, too
    return answer;
  },
};

/** Waits for all of them, which were sent together; throws the first error in their order. */
async function all<T extends unknown[]>(...sent: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  await Promise.allSettled(sent);
  return (await Promise.all(sent)) as T; // the same promises, in the same order
}

/** A statement and not `set_config`, which the plain role may not call: no expression in a query changes the account. */
function setting(verb: "set" | "set local", accountId: number): string {
  if (!Number.isSafeInteger(accountId)) throw new Error(`not an account: ${accountId}`);
  return `${verb} ${SETTING} = '${accountId}'`;
}
