import type { useTranslations } from "next-intl";
import { signOut } from "@/app/_lib/session/sign-in";
import { warn } from "@/app/_ui/overlay/toast";
import { type PageUnsent, unsentOf } from "./page-unsent";
import type { Owner } from "./records";

type Texts = ReturnType<typeof useTranslations<"user">>;

/**
 * Ends the member's session here and removes what this browser keeps of them. If texts would be lost it ends nothing and
 * asks first, unless `isSure`. Throws if the server cannot be reached.
 */
export async function leave(owner: Owner, t: Texts, isSure = false): Promise<void> {
  const unsent = unsentOf(owner);
  await unsent.store.ready;
  const count = unsent.outbox.entries().length + (await saveDrafts(unsent));
  if (count === 0 || isSure) return signOut(() => unsent.store.clear());
  const run = () => void leave(owner, t, true).catch(() => warn({ text: t("signOutFailed") }));
  warn({ text: t("unsent", { count }), detail: t("unsentText"), action: { label: t("signOutAnyway"), run } });
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
