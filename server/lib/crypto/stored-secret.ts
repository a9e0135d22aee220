import { randomBytes } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "@/server/lib/env/env";
import { codeOf, reasonOf, StartFailure } from "@/server/lib/process/start-failure";
import { deriveKey } from "./seal";
import { webhookSecretOf } from "./webhook-secret";

/** A random secret (43 characters, 256 bits) in `directory/name` with mode 0600, created at the first use. */
export function storedSecret(directory: string, name: string): string {
  const path = join(directory, name);
  const kept = readSecret(path);
  if (kept !== undefined) return kept;
  const draft = `${path}.${process.pid}`;
  try {
    writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
    linkSync(draft, path); // atomic: of two processes that start together one creates it, the other reads it
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw new StartFailure(`cannot write ${path}: ${reasonOf(error)}`);
  } finally {
    rmSync(draft, { force: true });
  }
  return storedSecret(directory, name);
}

/** The installation's secret, AUTH_SECRET or that of DATA_DIR, for whatever seals, signs or derives in this process. */
export function provideSecret({ AUTH_SECRET, DATA_DIR }: Pick<Env, "AUTH_SECRET" | "DATA_DIR">): void {
  process.env["NEXTAUTH_SECRET"] = AUTH_SECRET ?? storedSecret(DATA_DIR, "auth-secret");
}

function readSecret(path: string): string | undefined {
  try {
    const secret = readFileSync(path, "utf8").trim();
    if (secret.length < 32) throw new StartFailure(`${path} is damaged: restore it from a backup`);
    return secret;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error instanceof StartFailure ? error : new StartFailure(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** 128 random bits as 32 hexadecimal digits, for a name in a URL. */
export const newPublicId = (): string => randomBytes(16).toString("hex");

/** 256 random bits as 43 URL-safe characters. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** The inbox and how often its secret was changed. */
type CallbackSecretOf = { inboxId: number; callbackSecretVersion: number };

/**
 * The secret that signs the calls of an inbox's program, in the format of Standard Webhooks. It is derived from AUTH_SECRET:
 * nothing is stored that could be read, and the program's administrator can see it again at any time.
 */
export const callbackSecret = ({ inboxId, callbackSecretVersion }: CallbackSecretOf): string =>
  webhookSecretOf(deriveKey(`tickline callback of inbox ${inboxId}, secret ${callbackSecretVersion}`));
