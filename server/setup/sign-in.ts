import { randomInt } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isCommonPassword } from "@/server/lib/crypto/password";
import { type Env, isReachable, type Reach } from "@/server/lib/env/env";
import { reasonOf, StartFailure } from "@/server/lib/process/start-failure";

type SignInEnv = Pick<Env, "ADMIN_EMAIL" | "ADMIN_PASSWORD" | "DATA_DIR"> & Reach;

/** The first administrator's sign-in. */
export type SignIn = {
  email: string;
  password: string;
  /** The file with the password; null if the operator gave it. */
  file: string | null;
};

const FILE = "sign-in.txt";
/** Without letters and digits that look alike; 20 of them have 97 bits. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

/**
 * The administrator's email and password: from ADMIN_EMAIL and ADMIN_PASSWORD, or generated. A generated password is
 * stored in DATA_DIR with mode 0600 before it is used, so that an interrupted start finds it again.
 */
export function chooseSignIn(env: SignInEnv): SignIn {
  const email = env.ADMIN_EMAIL ?? "admin@tickline.local";
  if (env.ADMIN_PASSWORD !== undefined)
    return { email, password: requireUncommon(env.ADMIN_PASSWORD, [email], env), file: null };
  const file = join(env.DATA_DIR, FILE);
  const password = readLine(file, PASSWORD_LINE) ?? newPassword();
  keepFile(file, `The first administrator of Tickline\n\nemail:    ${email}\npassword: ${password}\n`);
  return { email, password, file };
}

/**
 * ADMIN_PASSWORD for an administrator who is known by these words. Only this machine may have a common one: the start warns.
 * @throws StartFailure where others reach Tickline, for a password that members may not choose either.
 */
export function requireUncommon(password: string, words: readonly string[], env: Reach): string {
  if (!isReachable(env) || !isCommonPassword(password, words)) return password;
  throw new StartFailure(
    "ADMIN_PASSWORD is common, or like the administrator's name or email: choose another",
  );
}

/** The first administrator's sign-in in the file, if it is on this machine. */
export function readSignIn(dataDir: string): (SignIn & { file: string }) | null {
  const file = join(dataDir, FILE);
  const email = readLine(file, /^email: +(\S+)$/m);
  const password = readLine(file, PASSWORD_LINE);
  return email === undefined || password === undefined ? null : { email, password, file };
}

const PASSWORD_LINE = /^password: (\S+)$/m;

const readLine = (file: string, line: RegExp): string | undefined =>
  existsSync(file) ? line.exec(readFileSync(file, "utf8"))?.[1] : undefined;

/** A password that can be read aloud: four groups of five letters and digits. */
export const newPassword = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 5 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(""),
  ).join("-");

/** Writes a file for its owner only, whole or not at all. */
export function keepFile(file: string, text: string): void {
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new StartFailure(`cannot write ${file}: ${reasonOf(error)}`);
  }
}
