import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { shared } from "@/server/lib/shared";

/** Whose credential it is; all credentials of a session have the same key. */
export type CredentialOwner = { kind: "token" | "session"; key: string; accountId: number };

const OWNERS_MAX = 50_000;

/** By hash, so that no memory dump has credentials. Next's bundle remembers them too. */
const owners = (): LRUCache<string, CredentialOwner> =>
  shared("credential owners", () => new LRUCache<string, CredentialOwner>({ max: OWNERS_MAX }));

/** The name under which a credential is remembered. */
export const hashOfCredential = (credential: string): string =>
  createHash("sha256").update(credential).digest("base64");

/**
 * Remembers whose credential was accepted last. It proves nothing, since it may be revoked by now: it only determines in
 * whose name a request is counted before it is authenticated.
 */
export const rememberCredential = (hash: string, owner: CredentialOwner): void =>
  void owners().set(hash, owner);

export const clearCredential = (hash: string): void => void owners().delete(hash);

export const findCredentialOwner = (hash: string): CredentialOwner | null => owners().get(hash) ?? null;
