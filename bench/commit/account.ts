import { createRun } from "@/server/commands/_run/run";
import { createAccount } from "@/server/commands/members/create-account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { openDatabase } from "@/server/store/_postgres/db";
import { migrate } from "@/server/store/_postgres/migrate";

/** Makes the tables and account 1, without starting the product. */
export async function openAccount(url: string): Promise<void> {
  await migrate(url);
  const database = openDatabase({ url, max: 1 });
  try {
    const administrator = { name: "Administrator", email: "admin@example.test", passwordHash: "unusable" };
    const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
    await run(createAccount, systemCaller(0), { name: "Bench", administrator });
  } finally {
    await database.close();
  }
}
