import { createRun, type Run } from "@/server/commands/_run/run";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { type Env, readEnv } from "@/server/lib/process/env";
import { live } from "@/server/lib/process/lifecycle";
import { StartFailure } from "@/server/lib/process/start-failure";
import { openDatabase } from "@/server/store/_postgres/db";
import { openCliDatabase } from "./cli-database";
import { findMemberToHelp, readMemberArguments } from "./member-arguments";

export type MemberToHelp = {
  userId: number;
  /** As the operator gave it. */
  email: string;
  /** Tickline itself, in the member's account. */
  caller: Caller;
};

/**
 * Runs the program `npm run <script> -- --email …` for one member, and prints what `help` returns. A refusal ends it with one
 * line on stderr.
 */
export function runForMember(
  script: string,
  help: (run: Run, member: MemberToHelp, env: Env) => Promise<string>,
): void {
  live(async (life) => {
    const given = readMemberArguments(script);
    const env = readEnv();
    const url = await openCliDatabase(life, env);
    const database = await life.step("connection", {
      start: () => openDatabase({ url, max: 1 }),
      stop: (opened) => opened.close(),
    });
    const { accountId, userId } = await findMemberToHelp(database, given);
    const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
    const member = { userId, email: given.email, caller: systemCaller(accountId) };
    const text = await help(run, member, env).catch((error: unknown) => {
      if (isRefusal(error)) throw new StartFailure(`nothing was changed: ${error.message}`);
      throw error;
    });
    process.stdout.write(`${text}\n`);
    void life.end(0);
  });
}
