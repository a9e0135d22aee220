"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useStatusWord } from "@/app/_shared/conversation/use-status-word";
import { useInbox } from "@/app/_shared/use-inbox";
import type { ConversationStatus } from "@/app/_shell/view/view";

const SITUATION = { resolved: "writesInResolved", snoozed: "writesInSnoozed" } as const;

/** What the customer's next message would change, from the domain's policy preview. */
export function NextStatusText({ inboxId, status }: { inboxId: number; status: ConversationStatus }) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const trpc = useTRPC();
  const inbox = useInbox(inboxId);
  const situation = status === "resolved" || status === "snoozed" ? SITUATION[status] : null;
  const { data } = useQuery({
    ...trpc.inboxes.policyPreview.queryOptions({ inboxId, draft: inbox?.policy ?? NO_POLICY }),
    enabled: inbox !== null && situation !== null,
  });
  const outcome = data?.find((row) => row.situation === situation)?.current;
  if (!outcome || outcome.kind === "keep") return null;
  return (
    <p className="mt-2 border-line border-t pt-2 text-muted">
      {outcome.kind === "divert" ? t("nextNew") : t("next", { status: statusWord(outcome.status) })}
    </p>
  );
}

/** Never sent: the query is disabled until the inbox is loaded. */
const NO_POLICY = {
  botEnabled: false,
  botTakesReopened: false,
  startAsPending: false,
  callerStatusWins: true,
  onMessageAfterResolve: "reopen",
} as const;
