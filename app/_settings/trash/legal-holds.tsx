"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { warn } from "@/app/_ui/overlay/toast";
import { Switch } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";

/** The inboxes with their legal holds. */
export function LegalHolds() {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  if (inboxes.length === 0) return null;
  return (
    <section className="mt-8">
      <h2 className="text-base">{t("holds")}</h2>
      <p className="mt-0.5 mb-3 max-w-prose text-muted">{t("holdsText")}</p>
      <ul className="overflow-hidden rounded-m border border-line">
        {inboxes.map((inbox) => (
          <LegalHoldSwitch key={inbox.id} inbox={inbox} />
        ))}
      </ul>
    </section>
  );
}

function LegalHoldSwitch({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const id = useId();
  const update = useMutation(
    trpc.inboxes.update.mutationOptions({
      onError: (error) => warn({ text: t("notSaved"), detail: errorText(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.inboxes.pathFilter()),
    }),
  );
  return (
    <li className="flex items-center gap-3 border-line px-4 py-2.5 not-first:border-t">
      <span className="min-w-0 flex-1">
        <label htmlFor={id} id={`${id}-name`} className="block truncate font-medium" dir="auto">
          {inbox.name}
        </label>
        <span id={`${id}-state`} className="text-muted text-sm">
          {inbox.legalHold ? t("held") : t("notHeld")}
        </span>
      </span>
      <Switch
        id={id}
        checked={inbox.legalHold}
        disabled={update.isPending}
        onChange={(legalHold) => update.mutate({ inboxId: inbox.id, legalHold })}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-state`}
      />
    </li>
  );
}
