import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { refuseInMaintenance } from "@/server/commands/_run/permission";
import type { Services } from "@/server/commands/_run/services";
import { makePasswordLink } from "@/server/commands/credentials/passwords";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Locale } from "@/server/contract/_shared/constants";
import { faultOf } from "@/server/contract/_shared/input-fault";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { forgotPasswordInput } from "@/server/contract/member/inputs";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { log } from "@/server/lib/process/log";
import { limitPasswordResets, listResetTargets } from "@/server/queries/credentials/password-links";

/**
 * Mails a password link, where Tickline can send mail. Tickline's form posts here and is redirected to the page with the
 * result. The response and its timing do not depend on whether the email is known.
 */
export async function answerForgot(c: Context<HttpEnv>): Promise<Response> {
  const { services } = c.var;
  if (!services.hasPasswords) throw new Refusal("auth.password_off");
  if (!services.mailsLinks) throw new Refusal("resource.not_found");
  if (!isSameOrigin(c.req.raw.headers)) throw new Refusal("auth.foreign_origin");
  const form = await c.req.parseBody().catch((error: unknown) => {
    throw new HTTPException(400, { cause: error }); // the form does not parse
  });
  const parsed = forgotPasswordInput.safeParse(form);
  if (!parsed.success) throw new Refusal("input.invalid", faultOf(parsed.error, form));
  const address = c.req.header("x-forwarded-for") ?? "unknown"; // corrected by front.ts
  try {
    refuseInMaintenance();
    await limitPasswordResets(services.database, { email: parsed.data.email, address });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return c.redirect(`/forgot?refused=${error.refusal}`, 303); // a plain form: its page says why
  }
  // Not awaited: the duration would reveal whether the email is known.
  mailLink(services, parsed.data).catch((error: unknown) =>
    log.error({ err: error }, "a link could not be mailed"),
  );
  return c.redirect("/forgot?sent", 303);
}

type ResetRequest = { email: string; locale: Locale };

/** One link for each account in which the email is in use: its mail names the account. */
async function mailLink({ database, run }: Services, { email, locale }: ResetRequest): Promise<void> {
  for (const { accountId, userId } of await listResetTargets(database, email))
    await run(makePasswordLink, systemCaller(accountId), { userId, secret: newSecret(), mail: { locale } });
}
