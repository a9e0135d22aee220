/**
 * `npm run account:create -- --name Acme --email ada@acme.example`: creates another account with its administrator. The
 * password comes from ADMIN_PASSWORD, or is generated and shown once.
 */
import { parseArgs } from "node:util";
import { z } from "zod";
import { createRun } from "@/server/commands/_run/run";
import { createAccount } from "@/server/commands/members/account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword } from "@/server/lib/crypto/password";
import { readEnv } from "@/server/lib/env/env";
import { live } from "@/server/lib/process/lifecycle";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { newPassword, requireUncommon } from "@/server/setup/sign-in";
import { openDatabase } from "@/server/store/_postgres/db";
import { explainRefusal, openCliDatabase } from "./cli-database";

const USAGE = "usage: npm run account:create -- --name <account> --email <administrator> [--person <name>]";

const input = z.object({
  name: z.string("is missing").trim().min(1, "is empty"),
  email: z.email("not an email address"),
  person: z.string().trim().min(1, "is empty").default("Administrator"),
});

live(async (life) => {
  const given = readArguments();
  const env = readEnv();
  const url = await openCliDatabase(life, env, { isExisting: true });
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  const password = env.ADMIN_PASSWORD
    ? requireUncommon(env.ADMIN_PASSWORD, [given.person, given.email], env)
    : newPassword();
  const administrator = {
    name: given.person,
    email: given.email,
    passwordHash: await hashPassword(password),
  };
  const run = createRun({ database, now: () => new Date(), onCommitted: () => {} });
  const { result } = await run(createAccount, systemCaller(0), { name: given.name, administrator }).catch(
    (error: unknown) => explainRefusal(error, "the account was not created"),
  );
  process.stdout.write(`Account ${result.account.id} (${given.name}) created.\n`);
  process.stdout.write(
    `  email     ${given.email}\n  password  ${env.ADMIN_PASSWORD ? "the value of ADMIN_PASSWORD" : password}\n`,
  );
  void life.end(0);
});

function readArguments() {
  try {
    const options = {
      name: { type: "string" },
      email: { type: "string" },
      person: { type: "string" },
    } as const;
    return input.parse(parseArgs({ options }).values);
  } catch (error) {
    const [fault] = error instanceof z.ZodError ? error.issues : [];
    throw new StartFailure(
      `${USAGE} (${fault ? `--${fault.path.join(".")}: ${fault.message}` : reasonOf(error)})`,
    );
  }
}
