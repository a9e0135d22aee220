"use client";

import { useTranslations } from "next-intl";
import { useMe } from "@/app/_lib/session/me";
import { ProfileSection } from "@/app/_settings/profile/switch-section";
import { LoadState } from "@/app/_shared/load-state";
import { AlertMailsField } from "./alert-mails-field";
import { BrowserFields } from "./browser-fields";
import { DevicesBox } from "./devices-box";
import { DigestField } from "./digest-field";
import { MutedInboxesField } from "./muted-inboxes-field";
import { QuietHoursField } from "./quiet-hours-field";
import { ReasonsTable } from "./reasons-table";
import { useNotificationSettings } from "./use-notification-settings";

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
