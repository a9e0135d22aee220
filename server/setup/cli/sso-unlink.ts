/**
 * `npm run sso:unlink -- --email ada@acme.example`: for a member whom the identity provider knows by another id than before,
 * after a move of the provider or a new account there.
 */
import { createRun } from "@/server/commands/_run/run";
import { unlinkSso } from "@/server/commands/credentials/unlink-sso";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { readEnv } from "@/server/lib/process/env";
import { live } from "@/server/lib/process/lifecycle";
import { StartFailure } from "@/server/lib/process/start-failure";
import { openDatabase } from "@/server/store/_postgres/db";
import { openCliDatabase } from "./cli-database";
import { findMemberToHelp, readMemberArguments } from "./member-arguments";

live(async (life) => {
  const given = readMemberArguments("sso:unlink");
  const url = await openCliDatabase(life, readEnv());
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  const found = await findMemberToHelp(database, given);
  const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
  await run(unlinkSso, systemCaller(found.accountId), { userId: found.userId }).catch((error: unknown) => {
    if (isRefusal(error)) throw new StartFailure(`nothing was changed: ${error.message}`);
    throw error;
  });
  process.stdout.write(
    `${given.email} is no longer linked. At the next sign-in the verified e-mail of the identity provider decides.\n`,
  );
  void life.end(0);
});
