/**
 * `npm run password:link -- --email ada@acme.example`: prints a link by which a member sets a new password, for the case
 * that no administrator can sign in to create one in the settings.
 */
import { createRun } from "@/server/commands/_run/run";
import { makePasswordLink } from "@/server/commands/credentials/make-password-link";
import { systemCaller } from "@/server/contract/_shared/caller";
import { newSecret } from "@/server/lib/crypto/new-secret";
import { readEnv } from "@/server/lib/process/env";
import { live } from "@/server/lib/process/lifecycle";
import { openDatabase } from "@/server/store/_postgres/db";
import { openCliDatabase } from "./cli-database";
import { findMemberToHelp, readMemberArguments } from "./member-arguments";

live(async (life) => {
  const given = readMemberArguments("password:link");
  const env = readEnv();
  const url = await openCliDatabase(life, env);
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  const member = await findMemberToHelp(database, given);
  const secret = newSecret();
  const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
  await run(makePasswordLink, systemCaller(member.accountId), { userId: member.userId, secret });
  const base = env.PUBLIC_URL ?? `http://localhost:${env.PORT}`;
  process.stdout.write(`${new URL(`/join/${secret}`, base)}\n`);
  if (env.PASSWORD_SIGN_IN === "off")
    process.stderr.write(
      "password sign-in is off: start Tickline with PASSWORD_SIGN_IN=on to use this link\n",
    );
  void life.end(0);
});
