"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { OutcomeWord } from "./outcome-table";
import type { PolicyDraft } from "./use-policy-draft";

const OPTIONS = [
  { takesReopened: false, name: "agents" },
  { takesReopened: true, name: "bot" },
] as const;

/**
 * Asks whose a conversation is that a customer reopens, at the moment in which a bot is switched on, with the status that follows
 * from each answer. Nothing answers it by itself.
 */
export function BotQuestion({ inbox, draft }: { inbox: InboxDto; draft: PolicyDraft }) {
  const t = useTranslations("settings.policy.bot");
  const group = useId();
  return (
    <fieldset className="border-line border-b py-3.5 pl-6">
      <legend className="sr-only">{t("legend")}</legend>
      <p aria-hidden className="font-medium">
        {t("legend")}
      </p>
      {OPTIONS.map(({ takesReopened, name }) => (
        <label key={name} className="mt-2 flex min-h-6 flex-wrap items-center gap-x-2.5 gap-y-1">
          <input
            type="radio"
            name={group}
            checked={draft.policy.botTakesReopened === takesReopened}
            onChange={() => draft.set({ botTakesReopened: takesReopened })}
            className="size-4 accent-accent"
          />
          <span>{t(name)}</span>
          <Outcome inbox={inbox} draft={draft} takesReopened={takesReopened} />
        </label>
      ))}
      <p className="mt-2 text-muted text-sm">{t("text")}</p>
    </fieldset>
  );
}

type OutcomeProps = { inbox: InboxDto; draft: PolicyDraft; takesReopened: boolean };

/** The status of a resolved conversation after a message, by the domain's own function. */
function Outcome({ inbox, draft, takesReopened }: OutcomeProps) {
  const trpc = useTRPC();
  const policy = { ...draft.policy, botTakesReopened: takesReopened };
  const { data } = useQuery(trpc.inboxes.policyPreview.queryOptions({ inboxId: inbox.id, draft: policy }));
  const row = data?.find(({ situation }) => situation === "writesInResolved");
  return row ? <OutcomeWord row={row} outcome={row.draft} /> : null;
}
