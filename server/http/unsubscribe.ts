import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { refuseInMaintenance } from "@/server/commands/_run/permission";
import { turnOffDigest } from "@/server/commands/members/notifications";
import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { findUnsubscribe, limitUnsubscribes } from "@/server/queries/members/notification-settings";

type LinkContext = Context<HttpEnv, "/api/unsubscribe/:token">;

const pageOf = (token: string): string => `/unsubscribe/${encodeURIComponent(token)}`;

/** Redirects to the page of an unsubscribe link. It changes nothing: programs that check mails open every link. */
export const showUnsubscribe = (c: LinkContext): Response => c.redirect(pageOf(c.req.param("token")), 302);

/**
 * Turns off a member's mails about missed notifications. Mail programs post here with one click (RFC 8058), without cookies;
 * the page's form does so with `from=page`, and is redirected to the page with the result.
 */
export async function answerUnsubscribe(c: LinkContext): Promise<Response> {
  const { database, run } = c.var.services;
  const token = c.req.param("token");
  const form = await c.req.parseBody().catch((error: unknown) => {
    throw new HTTPException(400, { cause: error }); // the form does not parse
  });
  const isByPage = form["from"] === "page";
  if (!isByPage && form["List-Unsubscribe"] !== "One-Click")
    throw new Refusal("input.invalid", { field: "List-Unsubscribe" });
  const found = await findUnsubscribe(database, token);
  if (!found && !isByPage) throw new Refusal("link.invalid");
  if (!found) return c.redirect(pageOf(token), 303);
  try {
    refuseInMaintenance();
    await limitUnsubscribes(database, found);
  } catch (error) {
    if (!isByPage || !isRefusal(error)) throw error;
    return c.redirect(`${pageOf(token)}?refused=${error.refusal}`, 303); // a plain form: its page says why
  }
  await run(turnOffDigest, systemCaller(found.accountId), { userId: found.userId });
  return isByPage ? c.redirect(pageOf(token), 303) : c.text("Unsubscribed.\n");
}
