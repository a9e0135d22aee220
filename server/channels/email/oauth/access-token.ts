import { LoginRefused } from "@/server/channels/email/imap/login-refused";
import type { OauthSettings } from "./oauth-settings";
import { requestTokens, type Tokens } from "./request-tokens";

/** How a login by OAuth 2 gets its access token. */
export type TokenLogin = {
  /** Throws `LoginRefused` where somebody has to sign in again. */
  accessToken(): Promise<string>;
  /** The mail server refused the token. Returns whether a new one may be accepted: this one was not fresh. */
  refuse(accessToken: string): boolean;
};

/** Stores a refresh token in place of the one that it was given for. */
export type KeepRefreshToken = (change: { from: string; to: string }) => Promise<void>;

type Kept = { accessToken: string; expiresAt: number; isFresh: boolean };

/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;
/** More mailboxes than one process follows. */
const KEPT_MAX = 10_000;

/** The access tokens of this process by refresh token, and those on their way. */
const kept = new Map<string, Kept>();
const requested = new Map<string, Promise<Tokens>>();

const NOT_SIGNED_IN = "Nobody has signed in to this mailbox yet.";

/** The login of a mailbox with these settings. An access token is used by all its connections until it expires. */
export function tokenLogin(
  oauth: OauthSettings,
  keep: KeepRefreshToken,
  now: () => number = Date.now,
): TokenLogin {
  const { clientId, refreshToken } = oauth;
  if (refreshToken === undefined)
    return { accessToken: () => Promise.reject(new LoginRefused(NOT_SIGNED_IN)), refuse: () => false };
  const keyOf = (token: string) => `${clientId} ${token}`;
  const key = keyOf(refreshToken);

  async function renew(): Promise<string> {
    const running = requested.get(key);
    if (running !== undefined) return (await running).accessToken;
    const request = requestTokens(oauth, { grant_type: "refresh_token", refresh_token: refreshToken ?? "" });
    requested.set(key, request);
    try {
      const tokens = await request;
      const entry = {
        accessToken: tokens.accessToken,
        expiresAt: now() + tokens.expiresInMs - MARGIN_MS,
        isFresh: true,
      };
      if (kept.size >= KEPT_MAX) kept.clear();
      kept.set(key, entry);
      if (tokens.refreshToken !== null && tokens.refreshToken !== refreshToken) {
        kept.set(keyOf(tokens.refreshToken), entry); // those that read the new settings use it, too
        await keep({ from: refreshToken ?? "", to: tokens.refreshToken });
      }
      return tokens.accessToken;
    } finally {
      requested.delete(key);
    }
  }

  return {
    async accessToken() {
      const found = kept.get(key);
      if (!found || found.expiresAt <= now()) return renew();
      found.isFresh = false;
      return found.accessToken;
    },
    refuse(accessToken) {
      const found = kept.get(key);
      if (found?.accessToken !== accessToken) return true;
      kept.delete(key);
      return !found.isFresh;
    },
  };
}
