"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { PageHead } from "@/app/_settings/frame/page-head";
import { LoadState } from "@/app/_shared/load-state";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { notify, warn } from "@/app/_ui/overlay/toast";
import { LegalHolds } from "./legal-holds";

/** The retention of the trash, and the legal holds. */
export function TrashScreen() {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.deletions.retention.queryOptions());
  return (
    <>
      <PageHead title={t("title")}>{t("text")}</PageHead>
      {data === undefined ? (
        <LoadState error={error} onRetry={refetch} />
      ) : (
        <RetentionForm key={data.purgeAfterDays} purgeAfterDays={data.purgeAfterDays} />
      )}
      <LegalHolds />
    </>
  );
}

function RetentionForm({ purgeAfterDays }: { purgeAfterDays: number }) {
  const t = useTranslations("settings.trash");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [days, setDays] = useState(String(purgeAfterDays));
  const change = useMutation(
    trpc.deletions.changeRetention.mutationOptions({
      onSuccess: async () => {
        notify({ text: t("saved") });
        await queryClient.invalidateQueries(trpc.deletions.pathFilter());
      },
      onError: (fault) => warn({ text: t("notSaved"), detail: errorText(fault) }),
    }),
  );
  const number = /^\d{1,4}$/.test(days) && Number(days) <= 3650 ? Number(days) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (number !== null) change.mutate({ purgeAfterDays: number });
  };
  return (
    <form method="post" onSubmit={submit} className="flex max-w-dialog items-start gap-2">
      <Field
        label={t("days")}
        name="days"
        inputMode="numeric"
        autoComplete="off"
        value={days}
        onChange={(event) => setDays(event.currentTarget.value)}
        hint={number === 0 ? t("never") : t("daysHint")}
        error={number === null ? t("notDays") : undefined}
        className="flex-1"
      />
      <Button
        variant="primary"
        type="submit"
        disabled={number === null || number === purgeAfterDays || change.isPending}
        className="mt-6 h-8.5"
      >
        {t("save")}
      </Button>
    </form>
  );
}
