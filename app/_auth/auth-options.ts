import type { NextAuthOptions, User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { recording, refuseInMaintenance } from "@/server/commands/_run/permission";
import { services } from "@/server/commands/_run/services";
import { setPasswordByLink } from "@/server/commands/credentials/passwords";
import { endSession } from "@/server/commands/credentials/sessions";
import { passTwoFactor } from "@/server/commands/credentials/two-factor";
import { Refusal } from "@/server/contract/_shared/refusal";
import { newPassword } from "@/server/contract/credentials/token";
import { HOST_COOKIE } from "@/server/lib/auth/session-cookie";
import { hashPassword } from "@/server/lib/crypto/password";
import { log } from "@/server/lib/process/log";
import { hashOfEmail, logSecurity } from "@/server/lib/process/security-log";
import {
  checkCredentials,
  clearCodeAttempts,
  countCode,
} from "@/server/queries/credentials/check-credentials";
import { findSessionCaller } from "@/server/queries/credentials/find-caller";
import { checkPasswordLink } from "@/server/queries/credentials/password-links";
import { sessionClaims } from "@/server/queries/credentials/session-caller";
import { type Browser, begin, browserOf, identify } from "./identify";

/** A session ends after a week without a visit. */
const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** The session's cookie behind an https address. */
const HOST_SESSION = {
  name: HOST_COOKIE,
  options: { httpOnly: true, sameSite: "lax", path: "/", secure: true },
} as const;

/** No real password is longer, and hashing it would cost time. */
const credentials = z.object({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1_000),
  /** Of two-factor authentication, when it is required. */
  code: z.string().max(100).optional(),
});
const byLink = z.object({ secret: z.string().min(1).max(100), password: newPassword });

/**
 * Sign-in by email and password with a signed session cookie that contains only the user and the session version. Single
 * sign-on is added to requests that need it (handle-auth.ts). Import it only within Next's module graph: outside it the
 * providers of this CommonJS package are not functions.
 */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: SESSION_SECONDS },
  ...(process.env["NEXTAUTH_URL"]?.startsWith("https:") ? { cookies: { sessionToken: HOST_SESSION } } : {}),
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    Credentials({
      credentials: { email: { type: "email" }, password: { type: "password" }, code: {} },
      authorize: (given, request) => authorize(given, browserOf(request.headers)),
    }),
    Credentials({
      id: "link",
      credentials: { secret: {}, password: { type: "password" } },
      authorize: (given, request) => authorizeByLink(given, browserOf(request.headers)),
    }),
  ],
  callbacks: {
    jwt: async ({ token, user }) => (user?.claims ? { ...user.claims } : claimsOfSession(token)),
    session({ session: { expires }, token }) {
      const claims = sessionClaims.safeParse(token);
      const isKnown = claims.success && token["isUnchecked"] !== true;
      return isKnown ? { expires, user: { id: claims.data.userId } } : { expires };
    },
  },
  events: {
    signOut: ({ token }) => end(token),
  },
  logger: {
    error: (code, metadata) => log.error({ code, err: errorIn(metadata) }, "next-auth"),
    warn: (code) => log.warn({ code }, "next-auth"),
    debug: () => {},
  },
};

/** Errors of single sign-on also have codes and tokens in their fields, which are not logged. */
function errorIn(metadata: object): object {
  const error = "error" in metadata ? metadata.error : metadata;
  if (!(error instanceof Error)) return {};
  return { type: error.name, message: error.message, stack: error.stack };
}

async function authorize(fields: unknown, browser: Browser): Promise<User> {
  const parsed = credentials.safeParse(fields);
  if (!parsed.success) throw new Error("auth.invalid_credentials");
  const { code = "", ...given } = parsed.data;
  const { database, run } = services();
  const about = { ...browser, emailHash: hashOfEmail(given.email) };
  return identify(about, async () => {
    requirePasswords();
    const { claims, caller, needsCode } = await checkCredentials(database, {
      ...given,
      address: browser.address,
    });
    if (!needsCode) return begin(caller, { claims, browser });
    if (code.trim() === "") throw new Refusal("auth.code_required");
    await countCode(database, claims.userId);
    await run(passTwoFactor, caller, { userId: claims.userId, code });
    await clearCodeAttempts(database, claims.userId);
    return begin(caller, { claims, browser });
  });
}

/** A password link sets a password and signs in, unless a two-factor code is required first. */
async function authorizeByLink(given: unknown, browser: Browser): Promise<User> {
  const parsed = byLink.safeParse(given);
  if (!parsed.success) throw new Error("input.invalid");
  const { secret, password } = parsed.data;
  const { database, run, now } = services();
  return identify(browser, async () => {
    requirePasswords();
    refuseInMaintenance();
    const { address } = browser;
    const caller = await checkPasswordLink(database, { secret, password, address, now: now() });
    const passwordHash = await hashPassword(password);
    const { result } = await run(setPasswordByLink, caller, { secret, passwordHash, address });
    const { needsCode, ...claims } = result;
    if (needsCode) throw new Refusal("auth.code_required");
    return begin(caller, { claims, browser });
  });
}

function requirePasswords(): void {
  if (!services().hasPasswords) throw new Refusal("auth.password_off");
}

/** Ends the session of a browser that signs out, so that a copy of its cookie is worthless. */
async function end(token: unknown): Promise<void> {
  const claims = sessionClaims.safeParse(token);
  if (!claims.success || claims.data.sessionId === undefined) return;
  const { database, run } = services();
  const caller = await findSessionCaller(database, claims.data);
  if (!caller) return;
  await run(endSession, recording(caller), { sessionId: claims.data.sessionId });
  logSecurity("auth.sign_out", { userId: claims.data.userId, accountId: caller.accountId });
}

/**
 * The claims of a token, or nothing when its session has ended. While the database is unavailable no caller is known, but
 * the claims are kept: otherwise a short outage would sign everybody out.
 */
async function claimsOfSession(token: unknown): Promise<JWT> {
  const claims = sessionClaims.safeParse(token);
  if (!claims.success) return {};
  try {
    return (await findSessionCaller(services().database, claims.data)) ? claims.data : {};
  } catch (error) {
    log.error({ err: error }, "a session could not be checked");
    return { ...claims.data, isUnchecked: true };
  }
}
