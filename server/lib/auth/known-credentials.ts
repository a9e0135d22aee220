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

/** What is known of a credential by its hash; null: it is accepted no more. */
export type KnownCredential = [hash: string, owner: CredentialOwner | null];

/** Sends it to the processes that share this one's port, if there are any. */
const announcing = () =>
  shared("credential news", (): { announce: ((known: KnownCredential) => void) | null } => ({
    announce: null,
  }));

/** Called once by a process that shares its port with others. They get each credential that is new to this one. */
export function announceCredentials(announce: (known: KnownCredential) => void): void {
  announcing().announce = announce;
}

/**
 * Remembers whose credential was accepted last. It proves nothing, since it may be revoked by now: it only determines in
 * whose name a request is counted before it is authenticated.
 */
export function rememberCredential(hash: string, owner: CredentialOwner): void {
  const { announce } = announcing();
  if (announce && owners().get(hash)?.key !== owner.key) announce([hash, owner]);
  owners().set(hash, owner);
}

export function clearCredential(hash: string): void {
  if (owners().delete(hash)) announcing().announce?.([hash, null]);
}

export const findCredentialOwner = (hash: string): CredentialOwner | null => owners().get(hash) ?? null;

/** Adds what another process of the port knows. */
export function learnCredentials(known: readonly KnownCredential[]): void {
  for (const [hash, owner] of known) {
    if (owner) owners().set(hash, owner);
    else owners().delete(hash);
  }
}

/** Those that were used last, at most `max`. */
export const lastCredentials = (max: number): KnownCredential[] =>
  [...owners().entries()].slice(0, max).reverse();
