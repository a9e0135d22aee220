"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { Segmented } from "@/app/_ui/segmented";
import { ALERT_MAILS } from "@/server/contract/member/notification-choices";

/** Whether alerts are mailed to the administrator, and in which language. */
export function AlertMailsField() {
  const t = useTranslations("settings.profile.alerts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data } = useQuery(trpc.me.alertMails.queryOptions());
  const save = useSaveMutation(trpc.me.setAlertMails.mutationOptions(), trpc.me.alertMails.queryFilter());
  return (
    <section>
      <h2 className="font-medium">{t("mails")}</h2>
      <p className="mb-2 text-muted text-sm">{t("mailsText")}</p>
      <Segmented
        label={t("mails")}
        value={(save.isPending ? save.variables.alertMails : data?.alertMails) ?? "en"}
        disabled={data === undefined || save.isPending}
        onChange={(alertMails) => save.mutate({ alertMails })}
        options={ALERT_MAILS.map((value) => ({
          value,
          label: value === "off" ? t("mailsOff") : t("mailsIn", { language: value }),
        }))}
      />
      {save.error ? (
        <p role="alert" className="mt-1 text-bad">
          {errorText(save.error)}
        </p>
      ) : null}
    </section>
  );
}
