import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { LoginRefused } from "@/server/channels/email/imap/login-refused";
import { authorizationUrl, readState, type SignInState } from "@/server/channels/email/oauth/authorization";
import { requestTokens } from "@/server/channels/email/oauth/request-tokens";
import { type EmailSettings, emailSettings } from "@/server/channels/email/settings";
import { requireAdministrator } from "@/server/commands/_run/permission";
import { servicesFor } from "@/server/commands/_run/services";
import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { parseQuery } from "@/server/http/v1/_route/read-body";
import { log } from "@/server/lib/process/log";
import { baseUrlOf } from "@/server/lib/web/base-url";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { readSessionCaller } from "@/server/queries/credentials/session-caller";
import { readConnected } from "@/server/queries/inboxes/channels";

type SignInContext = Context<HttpEnv>;

/** Where providers return to. It is registered with them, and so it stays. */
const CALLBACK = "/api/mailbox/callback";
const redirectUriOf = (c: SignInContext): string => `${baseUrlOf(c.req.raw.headers)}${CALLBACK}`;

/** What the page of the inbox shows after a sign-in. */
type Result = "done" | "denied" | "expired" | "failed" | "no_refresh_token";
const pageOf = (inboxId: number, result: Result): string =>
  `/settings/inboxes/${inboxId}/connect?signIn=${result}`;

const beginQuery = z.strictObject({ inbox: z.string().regex(/^\d{1,15}$/) });

/** `GET /api/mailbox/sign-in?inbox=7`: redirects an administrator to the provider of the inbox's mailbox. */
export async function beginMailboxSignIn(c: SignInContext): Promise<Response> {
  const caller = await readAdministrator(c);
  const inboxId = Number(parseQuery(beginQuery, c.req.queries()).inbox);
  const { accountId, member } = caller;
  const settings = await readMailbox(c, caller, inboxId);
  if (!settings.oauth) throw new Refusal("inbox.no_connection");
  const url = authorizationUrl(
    settings.oauth,
    { accountId, inboxId, userId: member.id },
    {
      redirectUri: redirectUriOf(c),
      user: settings.imap?.user ?? settings.smtp?.user,
      now: c.var.services.now(),
    },
  );
  return c.redirect(url, 302);
}

const callbackQuery = z.object({
  state: z.string().max(4_000),
  code: z.string().min(1).max(4_000).optional(),
  error: z.string().max(200).optional(),
});

/**
 * `GET /api/mailbox/callback`: the provider returns with a code, which is exchanged for the refresh token that the inbox
 * connects with from now on. Only the session that began the sign-in can end it.
 */
export async function endMailboxSignIn(c: SignInContext): Promise<Response> {
  const caller = await readAdministrator(c);
  const { code, error, state: sealed } = parseQuery(callbackQuery, c.req.queries());
  const read = readState(sealed, c.var.services.now());
  const isOwn = read?.state.accountId === caller.accountId && read.state.userId === caller.member.id;
  if (!read || !isOwn) throw new Refusal("link.invalid");
  const { state, isExpired } = read;
  const { inboxId } = state;
  if (error !== undefined || code === undefined)
    return c.redirect(pageOf(inboxId, error === "access_denied" ? "denied" : "failed"), 303);
  const result = isExpired ? "expired" : await connect(c, caller, { state, code });
  return c.redirect(pageOf(inboxId, result), 303);
}

/** Exchanges the code, and stores the refresh token as a setting: the inbox is connected again with it. */
async function connect(
  c: SignInContext,
  caller: SessionCaller,
  { state: { inboxId, verifier }, code }: { state: SignInState; code: string },
): Promise<Result> {
  const { oauth } = await readMailbox(c, caller, inboxId);
  if (!oauth) return "failed";
  try {
    const { refreshToken } = await requestTokens(oauth, {
      grant_type: "authorization_code",
      code,
      redirect_uri: redirectUriOf(c),
      code_verifier: verifier,
    });
    if (refreshToken === null) return "no_refresh_token";
    const settings = { oauth: { refreshToken } };
    await servicesFor(c.var.services, caller).run(updateInbox, caller, { inboxId, settings });
    return "done";
  } catch (fault) {
    if (!(fault instanceof LoginRefused) && !(fault instanceof Error)) throw fault;
    log.warn({ err: fault, accountId: caller.accountId, inboxId }, "a sign-in to a mailbox failed");
    return "failed";
  }
}

async function readAdministrator(c: SignInContext): Promise<SessionCaller> {
  const caller = await readSessionCaller(c.var.services.database, c.req.raw.headers);
  if (!caller) throw new Refusal("auth.required");
  c.set("caller", caller);
  requireAdministrator(caller);
  return caller;
}

/** The settings of an e-mail inbox with its secrets. */
async function readMailbox(c: SignInContext, caller: SessionCaller, inboxId: number): Promise<EmailSettings> {
  const { database } = servicesFor(c.var.services, caller);
  const { inbox, settings } = await readConnected(database, caller, inboxId);
  const read = emailSettings.safeParse(settings);
  if (inbox.channel !== "email" || !read.success) throw new Refusal("inbox.no_connection");
  return read.data;
}
