import { LoginRefused } from "@/server/channels/email/imap/login-refused";
import type { OauthSettings } from "./oauth-settings";
import { requestTokens } from "./request-tokens";

/** How a login by OAuth 2 gets its access token. */
export type TokenLogin = {
  /** Throws `LoginRefused` where somebody has to sign in again. */
  accessToken(): Promise<string>;
  /** The mail server refused the token. Returns whether a new one may be accepted: this one was not fresh. */
  refuse(accessToken: string): boolean;
};

/** Stores a refresh token in place of the one that it renews. */
export type KeepRefreshToken = (change: { from: string; to: string }) => Promise<void>;

/** Whose login it is, and what stores its renewed refresh tokens. */
export type TokenOwner = { inboxId: number; keep: KeepRefreshToken };

/** `refreshToken`: the newest, with which the next access token is requested. `unsaved`: it is not stored yet. */
type Kept = {
  accessToken: string;
  expiresAt: number;
  isFresh: boolean;
  refreshToken: string;
  unsaved: { from: string; to: string } | null;
};

/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;
/** More mailboxes than one process follows. */
const KEPT_MAX = 10_000;

/** The tokens of this process by app and refresh token; a renewed one has the entry of the one before. */
const kept = new Map<string, Kept>();
/** The last tokens of this process by app and inbox. */
const lastOf = new Map<string, Kept>();
/** The requests that run, by app and refresh token. */
const requested = new Map<string, Promise<Kept>>();

const NOT_SIGNED_IN = "No one has signed in to this mailbox yet.";

/**
 * The login of a mailbox with these settings. An access token is used by all its connections until it expires, also where another process
 * has renewed the refresh token since: else two processes would renew it in turn with each mail.
 */
export function tokenLogin(
  oauth: OauthSettings,
  { inboxId, keep }: TokenOwner,
  now: () => number = Date.now,
): TokenLogin {
  const { clientId, refreshToken: first } = oauth;
  if (first === undefined)
    return { accessToken: () => Promise.reject(new LoginRefused(NOT_SIGNED_IN)), refuse: () => false };
  const keyOf = (refreshToken: string) => `${clientId} ${refreshToken}`;
  const inbox = `${clientId} ${inboxId}`;
  const find = () => kept.get(keyOf(first)) ?? lastOf.get(inbox);

  async function request(from: string): Promise<Kept> {
    const tokens = await requestTokens(oauth, { grant_type: "refresh_token", refresh_token: from });
    const to = tokens.refreshToken ?? from;
    const entry: Kept = {
      accessToken: tokens.accessToken,
      expiresAt: now() + tokens.expiresInMs - MARGIN_MS,
      isFresh: true,
      refreshToken: to,
      unsaved: to === from ? null : { from, to },
    };
    if (kept.size >= KEPT_MAX) kept.clear();
    lastOf.set(inbox, entry);
    for (const token of [first ?? from, from, to]) kept.set(keyOf(token), entry);
    await save(entry);
    return entry;
  }

  /** Throws while it cannot be stored: the provider accepts no earlier one, so it must not be lost with the process. */
  async function save(entry: Kept): Promise<void> {
    if (entry.unsaved) await keep(entry.unsaved);
    entry.unsaved = null;
  }

  return {
    async accessToken() {
      const renewed = kept.get(keyOf(first));
      if (renewed) await save(renewed);
      const found = find();
      if (found && found.expiresAt > now()) {
        found.isFresh = false;
        return found.accessToken;
      }
      const from = renewed?.refreshToken ?? first;
      const running = requested.get(keyOf(from));
      if (running !== undefined) return (await running).accessToken;
      const begun = request(from).finally(() => requested.delete(keyOf(from)));
      requested.set(keyOf(from), begun);
      return (await begun).accessToken;
    },
    refuse(accessToken) {
      const found = find();
      if (found?.accessToken !== accessToken) return true;
      found.expiresAt = 0;
      return !found.isFresh;
    },
  };
}
