import { signOut } from "@/app/_lib/session/sign-in";
import { type PageUnsent, unsentOf } from "./page-unsent";
import type { Owner } from "./records";

/**
 * Ends the member's session here and removes what this browser keeps of them. Returns how many texts would be lost, and ends
 * nothing then, unless `isSure`.
 */
export async function signOutAndForget(owner: Owner, isSure: boolean): Promise<number> {
  const unsent = unsentOf(owner);
  await unsent.store.ready;
  const count = unsent.outbox.entries().length + (await saveDrafts(unsent));
  if (count > 0 && !isSure) return count;
  await signOut(() => unsent.store.clear());
  return 0;
}

/** Saves the drafts that the server lacks; returns how many it did not take. */
async function saveDrafts({ store, client }: PageUnsent): Promise<number> {
  const drafts = store
    .list()
    .flatMap((record) => (record.type === "draft" && !record.isSettled ? [record] : []))
    .filter(({ text }) => text.content.trim() !== "");
  const results = await Promise.allSettled(
    drafts.map(({ displayId, text }) => client.drafts.keep.mutate({ displayId, draft: text })),
  );
  return results.filter(({ status }) => status === "rejected").length;
}
