import type { PublicContext } from "@/server/dialects/chatwoot/context";
import { hasIdentitySecret } from "@/server/queries/inboxes/inbox-secrets";
import { reachPublicInbox } from "./reach-customer";

/**
 * The inbox as its customers' software sees it. What Tickline does not have is reported as off. Without the name: members choose
 * it for themselves, and nothing tells them that customers could read it.
 */
export async function showPublicInbox(c: PublicContext): Promise<Response> {
  const { inbox, caller } = await reachPublicInbox(c);
  const at = { accountId: caller.accountId, inboxId: inbox.id };
  return c.json({
    identifier: inbox.identifier,
    identity_validation_enabled: await hasIdentitySecret(c.var.services.database, at),
    name: null,
    timezone: "UTC",
    working_hours: [],
    working_hours_enabled: false,
    csat_survey_enabled: false,
    greeting_enabled: false,
  });
}
