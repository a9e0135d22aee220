import { join } from "node:path";
import { createRun } from "@/server/commands/_run/run";
import { createToken } from "@/server/commands/credentials/tokens";
import { type CreatedAccount, createAccount } from "@/server/commands/members/account";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { hashPassword, verifyPassword } from "@/server/lib/crypto/password";
import { storedSecret } from "@/server/lib/crypto/stored-secret";
import type { Env, Reach } from "@/server/lib/env/env";
import { ADMINISTRATOR, AGENT_KEYS, type AgentPasswords, demoAddress } from "@/server/setup/demo/cast";
import { DEMO_DAYS, seedDemo } from "@/server/setup/demo/seed-demo";
import { type Database, type Db, openDatabase } from "@/server/store/_postgres/db";
import { ensurePartitions } from "@/server/store/_postgres/partitions";
import { textOf } from "@/server/store/_postgres/statement";
import { updateStatistics } from "@/server/store/_postgres/statistics";
import { listUsersByEmail } from "@/server/store/credentials/users-by-email";
import { hasAccount } from "@/server/store/members/accounts";
import { ACCOUNT_NAME, claimFirstAccount, FIRST_TOKEN } from "@/server/store/members/first-account";
import { DEMO_SIGN_INS, DEMO_TOKEN } from "./demo-files";
import { chooseSignIn, keepFile, newPassword, readSignIn, type SignIn } from "./sign-in";

/** Generates a password for each agent of the demo, writes them to DATA_DIR with mode 0600, and returns their hashes. */
async function chooseDemoPasswords(dataDir: string): Promise<AgentPasswords> {
  const passwords = AGENT_KEYS.map((key) => ({ key, password: newPassword() }));
  const lines = passwords.map(({ key, password }) => `${demoAddress(key)} ${password}`);
  keepFile(join(dataDir, DEMO_SIGN_INS), `The demo's agents\n\n${lines.join("\n")}\n`);
  const hashed = passwords.map(async ({ key, password }) => [key, await hashPassword(password)] as const);
  return new Map(await Promise.all(hashed));
}

const DAY_MS = 86_400_000;

export type FirstRunEnv = Pick<
  Env,
  "ADMIN_EMAIL" | "ADMIN_PASSWORD" | "ADMIN_API_TOKEN" | "DATA_DIR" | "SEED"
> &
  Reach;

export type FirstRunOptions = { url: string; env: FirstRunEnv; now: () => Date };

/** The file with the first administrator's sign-in, if it is on this machine and still signs in: a restored database has its own password. */
async function findSignInFile(db: Db, { DATA_DIR }: Pick<Env, "DATA_DIR">): Promise<string | null> {
  const kept = readSignIn(DATA_DIR);
  if (!kept) return null;
  const users = await listUsersByEmail(db, kept.email);
  const fits = await Promise.all(users.map((user) => verifyPassword(user.passwordHash, kept.password)));
  return fits.includes(true) ? kept.file : null;
}

/** `made`: the sign-in, to show once. `kept`: an account existed already; `file` has its sign-in, if it is on this machine and fits. */
export type FirstRun = ({ kind: "made" } & SignIn) | { kind: "kept"; file: string | null };

/**
 * Creates an empty database's first account, number 1, with an administrator and, unless SEED=empty, the demo's data.
 * It is one transaction: after a kill nothing is left and the next start begins again. Of processes that start together
 * one does it while the others wait. A database with any account is unchanged.
 */
export async function firstRun({ url, env, now }: FirstRunOptions): Promise<FirstRun> {
  const database = openDatabase({ url, max: 1, isBulk: true });
  try {
    if (await hasAccount(database)) return { kind: "kept", file: await findSignInFile(database, env) };
    const done = await database.transaction(async (db): Promise<FirstRun> => {
      if (!(await claimFirstAccount(db))) return { kind: "kept", file: await findSignInFile(db, env) };
      const signIn = chooseSignIn(env);
      await fill(oneTransaction(database, db), { env, signIn, now: now() });
      return { kind: "made", ...signIn };
    });
    if (done.kind === "made" && env.SEED === "demo") await updateStatistics(database);
    return done;
  } finally {
    await database.close();
  }
}

type Filling = { env: FirstRunEnv; signIn: SignIn; now: Date };

async function fill(stage: Database, { env, signIn, now }: Filling): Promise<void> {
  const isDemo = env.SEED === "demo";
  const opened = isDemo ? new Date(now.getTime() - DEMO_DAYS * DAY_MS) : now;
  await ensurePartitions(stage, opened);
  const passwordHash = await hashPassword(signIn.password);
  const run = createRun({ database: stage, now: () => opened, onCommitted: () => {} });
  const { result } = await run(createAccount, systemCaller(0), {
    name: isDemo ? "Casa Aurora" : ACCOUNT_NAME,
    isDemo,
    administrator: { name: isDemo ? ADMINISTRATOR.name : "Administrator", email: signIn.email, passwordHash },
    ...(env.ADMIN_API_TOKEN ? { token: { name: FIRST_TOKEN, secret: env.ADMIN_API_TOKEN } } : {}),
  });
  if (!isDemo) return;
  const admin = asCaller(result);
  await run(createToken, admin, { name: "Demo traffic", secret: storedSecret(env.DATA_DIR, DEMO_TOKEN) });
  await seedDemo({ stage, admin, passwords: await chooseDemoPasswords(env.DATA_DIR), now });
}

const asCaller = ({ account, administrator }: CreatedAccount): Caller & { userId: number } => ({
  accountId: account.id,
  actor: { type: "user", id: administrator.id, name: administrator.name },
  role: "administrator",
  inboxIds: "all",
  userId: administrator.id,
  tokenId: null,
  via: "ui",
});

/** The text for the operator after a start; empty if there is none. */
export function signInNotice(run: FirstRun, { SEED }: Pick<Env, "SEED">, url: string): string {
  if (run.kind === "kept")
    return run.file ? `Sign in at ${url}. The email and password are in ${run.file}\n` : "";
  const lines = [
    "",
    `  Sign in at ${url}`,
    `    email     ${run.email}`,
    run.file ? `    password  ${run.password}` : "    password  the value of ADMIN_PASSWORD",
    ...(run.file ? [`  Saved in ${run.file}. It is not shown again.`] : []),
    ...(SEED === "demo" ? DEMO_LINES : []),
    "",
  ];
  return `${lines.join("\n")}\n`;
}

const DEMO_LINES = [
  `  To sign in as one of the demo's agents in a second window: see ${DEMO_SIGN_INS} in DATA_DIR.`,
  "  To simulate customers: npm run demo:traffic",
];

/**
 * A database whose transactions all run in the transaction `db`. It skips savepoints: concurrent commands would release
 * each other's, and a failure rolls everything back anyway.
 */
function oneTransaction(database: Database, db: Db): Database {
  const isNesting = /^(savepoint|release savepoint) /;
  const shared: Db = {
    query: async (sql, values) => (isNesting.test(textOf(sql)) ? [] : db.query(sql, values)),
    raw: db.raw,
  };
  return { ...database, ...shared, transaction: (work) => work(shared) };
}
