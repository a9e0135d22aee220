import { parseArgs } from "node:util";
import { z } from "zod";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import type { Database } from "@/server/store/_postgres/db";
import { listByEmail, type PasswordLink } from "@/server/store/credentials/password-links";

const input = z.object({
  email: z.email({ error: "not an e-mail address" }),
  account: z.coerce.number({ error: "not an account's id" }).int().positive().optional(),
});
type MemberArguments = z.infer<typeof input>;

/** `--email` of a member, and `--account` where the e-mail is in use in several. Prints the usage of `script` otherwise. */
export function readMemberArguments(script: string): MemberArguments {
  try {
    const options = { email: { type: "string" }, account: { type: "string" } } as const;
    return input.parse(parseArgs({ options }).values);
  } catch (error) {
    const [fault] = error instanceof z.ZodError ? error.issues : [];
    const why = fault ? `--${fault.path.join(".")}: ${fault.message}` : reasonOf(error);
    throw new StartFailure(`usage: npm run ${script} -- --email <member> [--account <id>] (${why})`);
  }
}

/** The member with this e-mail. Fails with one line when there is none, or several and no account is given. */
export async function findMemberToHelp(
  database: Database,
  { email, account }: MemberArguments,
): Promise<PasswordLink> {
  const all = await listByEmail(database, email);
  const found = all.filter(({ accountId }) => account === undefined || accountId === account);
  const [member] = found;
  if (!member) throw new StartFailure(`no member has the e-mail ${email}`);
  if (found.length === 1) return member;
  const ids = found.map(({ accountId }) => accountId).join(", ");
  throw new StartFailure(`the e-mail ${email} is in use in the accounts ${ids}: choose one with --account`);
}
