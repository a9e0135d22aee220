import { recordAudit } from "@/server/commands/inboxes/review-inbox";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Api, createTokenTenant } from "@/test/support/clients/api";

/** An address of the documentation's network: Tickline never calls it. */
const REFUSED = "http://192.0.2.1/hook";

type TokenTenant = Awaited<ReturnType<typeof createTokenTenant>>;

/** A public inbox with a callback, an audit and the alert that it opened. */
export async function ownInbox(
  api: Api,
  { accountId, client }: TokenTenant,
  name: string,
): Promise<{ id: number; identifier: string }> {
  const { id: inboxId } = (await client.post("/v1/inboxes", { name: "Unnamed" })).body;
  await client.post(`/v1/inboxes/${inboxId}/review`, {});
  const settings = { name, publicApi: true, callbackUrl: REFUSED };
  const inbox = (await client.patch(`/v1/inboxes/${inboxId}`, settings)).body;
  const audit = { inboxId, release: "another", decided: 0, moved: 0 };
  await api.world.run(recordAudit, systemCaller(accountId), audit);
  return inbox;
}
