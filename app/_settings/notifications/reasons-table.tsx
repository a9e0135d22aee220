import { useTranslations } from "next-intl";
import {
  NOTIFICATION_REASONS,
  NOTIFICATION_WAYS,
  type NotificationReason,
  type NotificationWay,
} from "@/server/contract/member/notification-choices";
import type { NotificationSettings } from "@/server/contract/member/notification-settings";
import type { SettingsProps } from "./settings-props";

type ReasonsTableProps = SettingsProps & {
  settings: NotificationSettings & { sendsMails: boolean };
  isAdministrator: boolean;
};

/** What notifies the member, and how. Alerts are for administrators, and have mails of their own. */
export function ReasonsTable({ settings, isAdministrator, onChange }: ReasonsTableProps) {
  const t = useTranslations("settings.profile.alerts");
  const { off, digestMinutes, sendsMails } = settings;
  const ways = NOTIFICATION_WAYS.filter((way) => way !== "mail" || (sendsMails && digestMinutes > 0));
  const reasons = NOTIFICATION_REASONS.filter((reason) => reason !== "alert" || isAdministrator);
  const set = (way: NotificationWay, reason: NotificationReason, isOn: boolean) => {
    const others = off[way].filter((one) => one !== reason);
    onChange({ off: { ...off, [way]: isOn ? others : [...others, reason] } });
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
