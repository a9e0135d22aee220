"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import {
  ACCOUNT_SETTINGS,
  INBOX_SETTINGS,
  namesIn,
  type SettingValue,
} from "@/server/contract/_shared/setting-constants";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import { POSTED_NOTICES } from "@/server/contract/message/constants";

const SETTINGS = { ...INBOX_SETTINGS, ...ACCOUNT_SETTINGS };
const VALUES: Readonly<Record<string, { value: SettingValue }>> = SETTINGS;

/** What the audit log names: the settings of inboxes and of the account, and the fields of other subjects. */
const FIELDS = [
  ...namesIn(SETTINGS),
  "callbackSecret",
  "channelSecrets",
  "inboxIds",
  "role",
  "state",
  "url",
  "types",
  "format",
  "ordered",
  "concurrency",
  "suppressSelf",
  "heartbeatMinutes",
  "disabledReason",
  "failingSince",
  "previousSecretUntil",
  "identitySecret",
  "avatarFileId",
] as const;

/** The names of settings and of their values, of every subject. */
export function useChangeWords() {
  const t = useTranslations("settings.audit");
  const format = useFormatter();
  const text = useSettingText();
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const byKind = useWordsByKind();
  const inboxName = (id: unknown) => inboxes.find((inbox) => inbox.id === id)?.name ?? t("someInbox");

  return {
    setting(setting: string): string {
      const policy = POLICY_SETTINGS.find((known) => known === setting);
      if (policy) return text.name(policy);
      const field = FIELDS.find((known) => known === setting);
      return field ? t(`field.${field}`) : setting;
    },
    value(setting: string, value: unknown): string {
      if (POLICY_SETTINGS.some((known) => known === setting)) {
        return text.value(typeof value === "boolean" ? value : String(value));
      }
      if (value === null || value === "") return t("none");
      if (value === "invited" || value === "active" || value === "deactivated") return t(`state.${value}`);
      if (value === "administrator" || value === "agent") return t(`role.${value}`);
      if (value === "rotated" || value === "removed") return t(value);
      if (setting === "avatarFileId") return t("picture", { id: String(value) });
      const kind = Object.hasOwn(VALUES, setting) ? VALUES[setting]?.value : undefined;
      const own = kind && byKind[kind]?.(value);
      if (own !== undefined) return own;
      if (Array.isArray(value)) {
        const wordOf = setting === "inboxIds" ? inboxName : String;
        return value.length === 0 ? t("none") : format.list(value.map(wordOf));
      }
      return t("quoted", { value: String(value) });
    },
  };
}

type Words = Partial<Record<SettingValue, (value: unknown) => string | undefined>>;

/** The words of the values that are not written as they are. */
function useWordsByKind(): Words {
  const t = useTranslations("settings.audit");
  const inbox = useTranslations("settings.inboxForm");
  const languages = useTranslations("user.languages");
  const format = useFormatter();
  const text = useSettingText();
  const noticeWord = (value: unknown) => {
    const notice = POSTED_NOTICES.find((known) => known === value);
    return notice ? inbox(`postedNotice.${notice}`) : String(value);
  };
  return {
    switch: (value) => (typeof value === "boolean" ? text.value(value) : undefined),
    language: (value) => (value === "zh" ? languages("zh") : languages("en")),
    picture: (value) => t("picture", { id: String(value) }),
    storage: (value) => t(value === "command" ? "commands" : "stored"),
    firstStatus: (value) =>
      value === "pending" || value === "sent" ? inbox(`startAsOption.${value}`) : undefined,
    errors: (value) => (Array.isArray(value) && value.length === 0 ? t("ownList") : undefined),
    channelSettings: (value) => {
      const named = Object.entries(Object(value)).map(([name, one]) => `${name}: ${JSON.stringify(one)}`);
      return named.length > 0 ? format.list(named) : t("none");
    },
    notices: (value) =>
      Array.isArray(value) && value.length > 0 ? format.list(value.map(noticeWord)) : undefined,
    characters: (value) => t("characters", { count: Number(value) }),
    seconds: (value) => t("seconds", { seconds: Number(value) }),
    hours: (value) => t("hours", { count: Number(value) }),
    times: (value) => t("times", { count: Number(value) }),
    countOrNever: (value) => (value === 0 ? t("never") : undefined),
    percentOrNever: (value) => (value === 0 ? t("never") : t("percent", { percent: Number(value) })),
    minutesOrNever: (value) => (value === 0 ? t("never") : t("afterMinutes", { minutes: Number(value) })),
    hoursOrNever: (value) => (value === 0 ? t("never") : t("afterHours", { hours: Number(value) })),
    daysOrNever: (value) => (value === 0 ? t("never") : t("afterDays", { days: Number(value) })),
    everyDaysOrNever: (value) => (value === 0 ? t("never") : t("everyDays", { days: Number(value) })),
    monthsOrNever: (value) => (value === 0 ? t("never") : t("afterMonths", { months: Number(value) })),
  };
}
