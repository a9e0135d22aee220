"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent } from "react";
import { signOut } from "@/app/_lib/session/sign-in";
import { newest } from "@/app/_shell/drafts/draft-saver";
import { warn } from "@/app/_ui/overlay/toast";
import { isEmptyText } from "@/server/contract/message/draft-fingerprint";
import { type PageUnsent, unsentOf } from "./page-unsent";
import type { Owner } from "./records";

type Ask = (count: number, leaveAnyway: () => Promise<void>) => void;
let ask: Ask | null = null;

/**
 * Ends the member's session here and removes what this browser keeps of them. If texts would be lost it ends nothing and
 * asks first. Throws if the server cannot be reached.
 */
export async function leave(owner: Owner): Promise<void> {
  const unsent = unsentOf(owner);
  await unsent.store.ready;
  const end = () => signOut(() => unsent.store.clear());
  const early = unsent.store.list().filter(({ type }) => type === "early");
  const count = unsent.outbox.entries().length + early.length + (await saveDrafts(unsent));
  if (count === 0 || !ask) return end();
  ask(count, end);
}

/** Asks whether to leave although texts would be lost: once per page. */
export function useLeaveToast(): void {
  const t = useTranslations("user");
  const onAsk = useEffectEvent<Ask>((count, leaveAnyway) => {
    const run = () => void leaveAnyway().catch(() => warn({ text: t("signOutFailed") }));
    warn({
      text: t("unsent", { count }),
      detail: t("unsentText"),
      action: { label: t("signOutAnyway"), run },
    });
  });
  useEffect(() => {
    ask = (count, leaveAnyway) => onAsk(count, leaveAnyway);
    return () => {
      ask = null;
    };
  }, []);
}

/** Saves the drafts that the server lacks; returns how many it did not take. */
async function saveDrafts({ store, client }: PageUnsent): Promise<number> {
  const drafts = store
    .list()
    .flatMap((record) => (record.type === "draft" && !record.isSettled ? [record] : []))
    .filter(({ text }) => !isEmptyText(text));
  const results = await Promise.allSettled(
    drafts.map(({ displayId, text: { kind, content, email = null }, seen }) =>
      client.drafts.keep.mutate({ displayId, draft: { kind, content, email }, seen: newest(seen) }),
    ),
  );
  return results.filter((result) => result.status === "rejected" || !result.value.isKept).length;
}
