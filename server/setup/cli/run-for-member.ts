import { parseArgs } from "node:util";
import { z } from "zod";
import { createRun, type Run } from "@/server/commands/_run/run";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { type Env, readEnv } from "@/server/lib/env/env";
import { live } from "@/server/lib/process/lifecycle";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import type { PasswordLink } from "@/server/store/credentials/password-links";
import { listByEmail } from "@/server/store/credentials/users-by-email";
import { explainRefusal, openCliDatabase } from "./cli-database";

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
    const url = await openCliDatabase(life, env, { isExisting: true });
    const database = await life.step("connection", {
      start: () => openDatabase({ url, max: 1 }),
      stop: (opened) => opened.close(),
    });
    const { accountId, userId } = await findMemberToHelp(database, given);
    const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
    const member = { userId, email: given.email, caller: systemCaller(accountId) };
    const text = await help(run, member, env).catch((error: unknown) =>
      explainRefusal(error, "nothing was changed"),
    );
    process.stdout.write(`${text}\n`);
    void life.end(0);
  });
}

const input = z.object({
  email: z.email({ error: "not an email address" }),
  account: z.coerce.number({ error: "not an account's id" }).int().positive().optional(),
});
type MemberArguments = z.infer<typeof input>;

/** `--email` of a member, and `--account` where the email is in use in several. Prints the usage of `script` otherwise. */
function readMemberArguments(script: string): MemberArguments {
  try {
    const options = { email: { type: "string" }, account: { type: "string" } } as const;
    return input.parse(parseArgs({ options }).values);
  } catch (error) {
    const [fault] = error instanceof z.ZodError ? error.issues : [];
    const why = fault ? `--${fault.path.join(".")}: ${fault.message}` : reasonOf(error);
    throw new StartFailure(`usage: npm run ${script} -- --email <member> [--account <id>] (${why})`);
  }
}

/** The member with this email. Fails with one line when there is none, or several and no account is given. */
async function findMemberToHelp(
  database: Database,
  { email, account }: MemberArguments,
): Promise<PasswordLink> {
  const all = await listByEmail(database, email);
  const found = all.filter(({ accountId }) => account === undefined || accountId === account);
  const [member] = found;
  const of = account === undefined ? "" : ` of the account ${account}`;
  if (!member) throw new StartFailure(`no member${of} has the email ${email}`);
  if (found.length === 1) return member;
  const ids = found.map(({ accountId }) => accountId).join(", ");
  throw new StartFailure(`the email ${email} is in use in the accounts ${ids}: choose one with --account`);
}
