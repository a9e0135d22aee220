"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { ConfirmDialog } from "@/app/_shared/dialogs/confirm-dialog";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { Switch } from "@/app/_ui/switch";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { DELETE_RESOLVED_DAYS_MAX } from "@/server/contract/deletion/constants";
import { NumberForm } from "./number-form";
import { useInboxUpdate } from "./use-inbox-update";

/** After how many days each inbox deletes its resolved conversations permanently. */
export function ResolvedDeletions({ inboxes }: { inboxes: readonly InboxDto[] }) {
  const t = useTranslations("settings.trash");
  const headingId = useId();
  if (inboxes.length === 0) return null;
  return (
    <section className="mt-8" aria-labelledby={headingId}>
      <h2 id={headingId} className="text-base">
        {t("resolved")}
      </h2>
      <p className="mt-0.5 mb-3 max-w-prose text-muted">{t("resolvedText")}</p>
      <ul className="overflow-hidden rounded-m border border-line">
        {inboxes.map((inbox) => (
          <InboxRetention key={inbox.id} inbox={inbox} />
        ))}
      </ul>
    </section>
  );
}

function InboxRetention({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [asked, setAsked] = useState<number | null>(null);
  const { id: inboxId, name, deleteResolvedAfterDays: days } = inbox;
  const change = useMutation(
    trpc.inboxes.changeRetention.mutationOptions({
      onSuccess: async (_, { deleteResolvedAfterDays }) => {
        setAsked((now) => (now === deleteResolvedAfterDays ? null : now));
        notify({ text: t("saved") });
        await queryClient.invalidateQueries(trpc.inboxes.pathFilter());
      },
      onError: (fault, { deleteResolvedAfterDays }) => {
        if (deleteResolvedAfterDays === 0) warn({ text: t("notSaved"), detail: errorText(fault) });
      },
    }),
  );
  const save = (deleteResolvedAfterDays: number) => change.mutate({ inboxId, deleteResolvedAfterDays });
  const ask = (next: number) => {
    change.reset();
    setAsked(next);
  };
  return (
    <li className="border-line px-4 py-3 not-first:border-t">
      <NumberForm
        name={`resolved-${inboxId}`}
        label={name}
        value={days}
        isAllowed={(next) => next <= DELETE_RESOLVED_DAYS_MAX}
        hintOf={(next) => (next === 0 ? t("resolvedNever") : t("resolvedAfter", { days: next }))}
        error={t("notDays")}
        saveLabel={t("save")}
        isPending={change.isPending}
        onSave={(next) => (next === 0 ? save(0) : ask(next))}
      />
      {days > 0 && <ArchiveSwitch inbox={inbox} />}
      {asked !== null && (
        <ConfirmRetention
          inbox={inbox}
          days={asked}
          error={change.error && errorText(change.error)}
          isPending={change.isPending}
          onConfirm={() => save(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </li>
  );
}

/** Whether the inbox archives what it deletes. */
function ArchiveSwitch({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("settings.trash");
  const id = useId();
  const update = useInboxUpdate();
  return (
    <p className="mt-2 flex items-center gap-3">
      <Switch
        checked={inbox.archiveBeforeDeletion}
        disabled={update.isPending}
        onChange={(archiveBeforeDeletion) => update.mutate({ inboxId: inbox.id, archiveBeforeDeletion })}
        aria-labelledby={id}
      />
      <span id={id}>
        {t("archiveHint")} <span className="sr-only">{inbox.name}</span>
      </span>
    </p>
  );
}

type ConfirmRetentionProps = {
  inbox: InboxDto;
  days: number;
  error: string | null;
  isPending: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Says how many conversations would be deleted now. */
function ConfirmRetention({ inbox, days, error, isPending, onConfirm, onClose }: ConfirmRetentionProps) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const due = useQuery(
    trpc.inboxes.countResolved.queryOptions(
      { inboxId: inbox.id, deleteResolvedAfterDays: days },
      { gcTime: 0 },
    ),
  );
  const text = due.error
    ? errorText(due.error)
    : due.data
      ? t("resolvedNow", sayCount(due.data))
      : t("counting");
  return (
    <ConfirmDialog
      title={t("resolvedTitle", { name: inbox.name })}
      text={text}
      words={{ keep: t("cancel"), confirm: t("resolvedConfirm"), close: t("close") }}
      error={error}
      isPending={isPending || due.data === undefined}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      <p className="mt-2 text-muted">{t("resolvedLater", { days })}</p>
    </ConfirmDialog>
  );
}

const sayCount = ({ count, isMore }: { count: number; isMore: boolean }) => ({
  count,
  isMore: isMore ? "yes" : "no",
});
