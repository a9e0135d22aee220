"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { ProfileSection } from "@/app/_settings/profile/section-links";
import { InboxCheckList } from "@/app/_shared/choice/check-list";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { LoadState } from "@/app/_shared/load-state";
import { warn } from "@/app/_ui/overlay/toast";
import { Segmented } from "@/app/_ui/segmented";
import {
  ALERT_MAILS,
  DIGEST_MINUTES,
  NOTIFICATION_REASONS,
  NOTIFICATION_WAYS,
  type NotificationReason,
  type NotificationWay,
} from "@/server/contract/member/notification-choices";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import { BrowserFields } from "./browser-fields";
import { DevicesBox } from "./devices-box";
import { QuietHoursField } from "./quiet-hours-field";
import type { SettingsChange, SettingsProps } from "./settings-props";

/** How the member is notified: on this browser, and everywhere. */
export function NotificationFields() {
  const t = useTranslations("settings.profile.alerts");
  const me = useMe();
  const { data: settings, error, refetch, change } = useNotificationSettings(t("notSaved"));
  return (
    <>
      <BrowserFields />
      <ProfileSection title={t("title")} text={t("text")}>
        {settings ? (
          <>
            <ReasonsTable
              settings={settings}
              isAdministrator={me.role === "administrator"}
              onChange={change}
            />
            <MutedInboxesField settings={settings} onChange={change} />
            <QuietHoursField settings={settings} onChange={change} />
            {settings.sendsMails ? <DigestField settings={settings} onChange={change} /> : null}
          </>
        ) : (
          <LoadState error={error} onRetry={refetch} />
        )}
        {me.role === "administrator" ? <AlertMailsField /> : null}
      </ProfileSection>
      <DevicesBox />
    </>
  );
}

/** The inboxes of which only mentions notify. */
function MutedInboxesField({ settings: { mutedInboxIds }, onChange }: SettingsProps) {
  const t = useTranslations("settings.profile.alerts");
  return (
    <InboxCheckList
      legend={t("muted")}
      hint={t("mutedText")}
      layout="wrapped"
      chosen={mutedInboxIds}
      onChange={(ids) => onChange({ mutedInboxIds: ids })}
    />
  );
}

/** After which time a mail lists what the member missed. */
function DigestField({ settings: { digestMinutes }, onChange }: SettingsProps) {
  const t = useTranslations("settings.profile.alerts");
  const chosen = DIGEST_MINUTES.map((minutes) => ({ minutes, value: String(minutes) }));
  return (
    <section>
      <h3 className="font-medium">{t("digest")}</h3>
      <p className="mb-2 text-muted text-sm">{t("digestText")}</p>
      <Segmented
        label={t("digest")}
        value={String(digestMinutes)}
        onChange={(value) => {
          const found = chosen.find((one) => one.value === value);
          if (found) onChange({ digestMinutes: found.minutes });
        }}
        options={chosen.map(({ minutes, value }) => ({ value, label: t(`digestAfter.${minutes}`) }))}
      />
    </section>
  );
}

/** How the member is notified, and a function that changes it at once; undefined while it loads. */
function useNotificationSettings(failed: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const locale = useLocale();
  const key = trpc.notificationSettings.get.queryKey();
  const query = useQuery({
    ...trpc.notificationSettings.get.queryOptions(),
    ...READ_ON_RETURN, // each list of reasons is stored as a whole
  });
  const { mutate } = useMutation(
    trpc.notificationSettings.set.mutationOptions({
      scope: { id: "notification settings" }, // one after the other: the last choice counts
      onError: async (error) => {
        warn({ text: failed, detail: errorText(error) });
        await queryClient.invalidateQueries(trpc.notificationSettings.get.queryFilter());
      },
      onSuccess: () => queryClient.invalidateQueries(trpc.notifications.pathFilter()),
    }),
  );
  const change = (chosen: SettingsChange) => {
    queryClient.setQueryData(
      key,
      (before) => before && { ...before, ...chosen, off: { ...before.off, ...chosen.off }, locale },
    );
    mutate({ ...chosen, locale });
  };
  return { ...query, change };
}

/** Whether alerts are mailed to the administrator, and in which language. */
function AlertMailsField() {
  const t = useTranslations("settings.profile.alerts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data } = useQuery({ ...trpc.me.alertMails.queryOptions(), ...READ_ON_RETURN });
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

type ReasonsTableProps = SettingsProps & {
  settings: NotificationSettings & { sendsMails: boolean };
  isAdministrator: boolean;
};

/** What notifies the member, and how. Alerts are for administrators, and have mails of their own. */
function ReasonsTable({ settings, isAdministrator, onChange }: ReasonsTableProps) {
  const t = useTranslations("settings.profile.alerts");
  const { off, digestMinutes, sendsMails } = settings;
  const ways = NOTIFICATION_WAYS.filter((way) => way !== "mail" || (sendsMails && digestMinutes > 0));
  const reasons = NOTIFICATION_REASONS.filter((reason) => reason !== "alert" || isAdministrator);
  const set = (way: NotificationWay, reason: NotificationReason, isOn: boolean) => {
    const others = off[way].filter((one) => one !== reason);
    onChange({ off: { [way]: isOn ? others : [...others, reason] } });
  };
  return (
    <table className="w-full border-collapse text-start">
      <caption className="sr-only">{t("title")}</caption>
      <thead>
        <tr className="border-line border-b text-muted text-sm">
          <th scope="col" className="py-1.5 pe-2 text-start font-medium">
            {t("reason")}
          </th>
          {ways.map((way) => (
            <th key={way} scope="col" className="w-18 py-1.5 text-center font-medium">
              {t(`way.${way}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {reasons.map((reason) => (
          <tr key={reason} className="border-line border-b">
            <th scope="row" className="py-1 pe-2 text-start font-normal">
              {t(`reasons.${reason}`)}
            </th>
            {ways.map((way) => (
              <td key={way} className="text-center">
                {way === "mail" && reason === "alert" ? (
                  <span className="text-faint" aria-hidden>
                    –
                  </span>
                ) : (
                  <label className="inline-grid size-8 cursor-pointer place-items-center pointer-coarse:size-10">
                    <input
                      type="checkbox"
                      className="size-4 accent-accent"
                      aria-label={t("notifies", { reason: t(`reasons.${reason}`), way: t(`way.${way}`) })}
                      checked={!off[way].includes(reason)}
                      onChange={({ target }) => set(way, reason, target.checked)}
                    />
                  </label>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
