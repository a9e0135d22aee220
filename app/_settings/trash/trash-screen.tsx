"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { LoadState } from "@/app/_shared/load-state";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { Switch } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { RECEIPT_MONTHS } from "@/server/contract/deletion/constants";
import { ArchivedConversations } from "./archived-conversations";
import { NumberForm } from "./number-form";
import { ResolvedDeletions } from "./resolved-deletions";
import { useInboxUpdate } from "./use-inbox-update";

/** What the account deletes by itself, and the legal holds. */
export function TrashScreen() {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.deletions.retention.queryOptions());
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      {data === undefined ? (
        <LoadState error={error} onRetry={refetch} />
      ) : (
        <AccountRetention purgeAfterDays={data.purgeAfterDays} receiptMonths={data.receiptMonths} />
      )}
      <ResolvedDeletions inboxes={inboxes} />
      <ArchivedConversations inboxes={inboxes} />
      <LegalHolds />
    </>
  );
}

function AccountRetention({
  purgeAfterDays,
  receiptMonths,
}: {
  purgeAfterDays: number;
  receiptMonths: number;
}) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const change = useMutation(
    trpc.deletions.changeRetention.mutationOptions({
      onSuccess: async () => {
        notify({ text: t("saved") });
        await queryClient.invalidateQueries(trpc.deletions.pathFilter());
      },
      onError: (fault) => warn({ text: t("notSaved"), detail: errorText(fault) }),
    }),
  );
  return (
    <>
      <NumberForm
        name="days"
        label={t("days")}
        value={purgeAfterDays}
        isAllowed={(days) => days <= 3650}
        hintOf={(days) => (days === 0 ? t("never") : t("daysHint"))}
        error={t("notDays")}
        saveLabel={t("save")}
        isPending={change.isPending}
        onSave={(days) => change.mutate({ purgeAfterDays: days })}
      />
      <section className="mt-8">
        <h2 className="text-base">{t("reports")}</h2>
        <p className="mt-0.5 mb-3 max-w-prose text-muted">{t("reportsText")}</p>
        <NumberForm
          name="receiptMonths"
          label={t("reportsMonths")}
          value={receiptMonths}
          isAllowed={(months) =>
            months === 0 || (months >= RECEIPT_MONTHS.min && months <= RECEIPT_MONTHS.max)
          }
          hintOf={(months) => (months === 0 ? t("reportsNever") : t("reportsHint"))}
          error={t("notMonths", RECEIPT_MONTHS)}
          saveLabel={t("save")}
          isPending={change.isPending}
          onSave={(months) => change.mutate({ receiptMonths: months })}
        />
      </section>
    </>
  );
}

/** The inboxes with their legal holds. */
function LegalHolds() {
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
  const id = useId();
  const update = useInboxUpdate();
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
