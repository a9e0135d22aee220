import type { Caller } from "@/server/contract/_shared/caller";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { CheckEvolutionInput, EvolutionCheckDto } from "@/server/contract/inbox/evolution";
import type { OutsideCalls } from "@/server/contract/inbox/outside-calls";
import type { CallbackTestDto } from "@/server/contract/inbox/test-call";
import { evolutionFindings } from "@/server/domain/inbox/evolution";
import { newId } from "@/server/lib/new-id";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Database } from "@/server/store/_postgres/db";
import { readSigningVersions } from "@/server/store/inboxes/secrets";
import { getInbox } from "./list-inboxes";

/** The services that a check needs. */
export type Checks = { database: Database; outside: OutsideCalls | null; now: () => Date };

/**
 * Calls the program at an inbox's callback URL once with a test, outside any transaction.
 * Administrators only. Refuses `inbox.no_callback`, and `request.rate_limited` when the inbox was
 * tested too often.
 */
export async function testCallback(
  services: Checks,
  caller: Caller,
  { inboxId }: { inboxId: number },
): Promise<CallbackTestDto> {
  const { accountId } = caller;
  const { inbox, secretVersions } = await services.database.snapshot(async (db) => ({
    inbox: await readInbox(db, caller, inboxId),
    secretVersions: await readSigningVersions(db, accountId, { inboxId, now: services.now() }),
  }));
  const { callbackUrl } = inbox;
  if (callbackUrl === null) throw new Refusal("inbox.no_callback");
  if (!secretVersions) throw new Refusal("inbox.not_found");
  const tested = { accountId, testId: newId(), inbox: { ...inbox, callbackUrl }, secretVersions };
  return callsFor(services, inboxId).testCallback(tested);
}

/**
 * Reads the settings of an Evolution API instance once, and compares them with an inbox.
 * Administrators only. The key is stored nowhere. Refuses `request.rate_limited` when the inbox was
 * checked too often.
 */
export async function checkEvolution(
  services: Checks,
  caller: Caller,
  { inboxId, ...input }: CheckEvolutionInput & { inboxId: number },
): Promise<EvolutionCheckDto> {
  const { accountId } = caller;
  const inbox = await readInbox(services.database, caller, inboxId);
  const { call, settings } = await callsFor(services, inboxId).readEvolution(input);
  return { call, settings, findings: settings ? evolutionFindings(settings, { ...inbox, accountId }) : [] };
}

/** An inbox, for an administrator. */
export async function readInbox(
  db: Parameters<typeof getInbox>[0],
  caller: Caller,
  inboxId: number,
): Promise<InboxDto> {
  const inbox = await getInbox(db, caller, inboxId);
  administratorsOnly(caller);
  return inbox;
}

/** The calls, counted. */
export function callsFor({ outside }: Checks, inboxId: number): OutsideCalls {
  if (!outside) throw new Error("this process has no calls of other systems");
  outside.countCall(inboxId);
  return outside;
}
