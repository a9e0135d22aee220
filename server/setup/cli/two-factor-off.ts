/**
 * `npm run two-factor:off -- --email ada@acme.example`: for a member who lost both their authenticator and their recovery
 * codes, if no other administrator can help.
 */
import { createRun } from "@/server/commands/_run/run";
import { turnOffTwoFactor } from "@/server/commands/credentials/turn-off-two-factor";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { readEnv } from "@/server/lib/process/env";
import { live } from "@/server/lib/process/lifecycle";
import { StartFailure } from "@/server/lib/process/start-failure";
import { openDatabase } from "@/server/store/_postgres/db";
import { openCliDatabase } from "./cli-database";
import { findMemberToHelp, readMemberArguments } from "./member-arguments";

live(async (life) => {
  const given = readMemberArguments("two-factor:off");
  const url = await openCliDatabase(life, readEnv());
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  const found = await findMemberToHelp(database, given);
  const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
  await run(turnOffTwoFactor, systemCaller(found.accountId), { userId: found.userId }).catch(
    (error: unknown) => {
      if (isRefusal(error)) throw new StartFailure(`nothing was changed: ${error.message}`);
      throw error;
    },
  );
  process.stdout.write(
    `Two-factor authentication is off for ${given.email}. Signing in requires only the password.\n`,
  );
  void life.end(0);
});
