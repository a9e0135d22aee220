"use client";

import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { useSettingText } from "@/app/_shared/why/use-setting-text";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";
import { POSTED_NOTICES } from "@/server/contract/message/constants";

const FIELDS = [
  "name",
  "callbackUrl",
  "callbackFormat",
  "callbackDeduplicates",
  "callbackAnswersLookups",
  "callbackSecret",
  "messagesStartAs",
  "stuckAfterMinutes",
  "retryGapSeconds",
  "autoRetry",
  "autoRetryLimit",
  "autoRetryHours",
  "autoRetryErrors",
  "alertStuckMessages",
  "alertDownMinutes",
  "overdueAfterHours",
  "alertOverdueMessages",
  "alertFailedAttempts",
  "alertFailedPercent",
  "maxMessageChars",
  "reviewEveryDays",
  "postedNotices",
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
  "legalHold",
  "publicApi",
  "identifier",
  "identitySecret",
  "purgeAfterDays",
  "receiptMonths",
  "deleteResolvedAfterDays",
  "requiresTwoFactor",
  "acceptsUrlKeys",
  "acceptsKnownContacts",
  "allowedOrigins",
  "messagesWithoutFlags",
  "avatarFileId",
  "logoFileId",
  "timeZone",
  "language",
] as const;

/** The settings that are a picture, by its file. */
const PICTURES: ReadonlySet<string> = new Set(["avatarFileId", "logoFileId"]);

/** The settings that are on or off. */
const SWITCHES: ReadonlySet<string> = new Set([
  "autoRetry",
  "callbackAnswersLookups",
  "callbackDeduplicates",
  "legalHold",
  "publicApi",
  "requiresTwoFactor",
  "acceptsUrlKeys",
  "acceptsKnownContacts",
]);

/** Numbers of which 0 means that nothing is done. */
const OFF_AT_ZERO: ReadonlySet<string> = new Set([
  "alertStuckMessages",
  "overdueAfterHours",
  "alertOverdueMessages",
  "alertFailedAttempts",
  "alertFailedPercent",
]);

/** The names of settings and of their values, of every subject. */
export function useChangeWords() {
  const t = useTranslations("settings.audit");
  const inbox = useTranslations("settings.inboxForm");
  const languages = useTranslations("user.languages");
  const format = useFormatter();
  const text = useSettingText();
  const trpc = useTRPC();
  const { data: inboxes = [] } = useQuery(trpc.inboxes.list.queryOptions());
  const noticeWord = (value: unknown) => {
    const notice = POSTED_NOTICES.find((known) => known === value);
    return notice ? inbox(`postedNotice.${notice}`) : String(value);
  };
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
      if (setting === "messagesWithoutFlags") return t(value === "command" ? "commands" : "stored");
      if (value === "pending" || value === "sent") return inbox(`startAsOption.${value}`);
      if (value === "administrator" || value === "agent") return t(`role.${value}`);
      if (typeof value === "boolean" && SWITCHES.has(setting)) return text.value(value);
      if (PICTURES.has(setting)) return t("picture", { id: String(value) });
      if (setting === "language") return value === "zh" ? languages("zh") : languages("en");
      if (value === "rotated") return t("rotated");
      if (setting === "purgeAfterDays" || setting === "deleteResolvedAfterDays")
        return value === 0 ? t("never") : t("afterDays", { days: Number(value) });
      if (setting === "receiptMonths")
        return value === 0 ? t("never") : t("afterMonths", { months: Number(value) });
      if (value === 0 && OFF_AT_ZERO.has(setting)) return t("never");
      if (setting === "overdueAfterHours") return t("afterHours", { hours: Number(value) });
      if (setting === "alertFailedPercent") return t("percent", { percent: Number(value) });
      if (setting === "stuckAfterMinutes" || setting === "alertDownMinutes")
        return value === 0 ? t("never") : t("afterMinutes", { minutes: Number(value) });
      if (setting === "maxMessageChars") return t("characters", { count: Number(value) });
      if (setting === "retryGapSeconds") return t("seconds", { seconds: Number(value) });
      if (setting === "autoRetryLimit") return t("times", { count: Number(value) });
      if (setting === "autoRetryHours") return t("hours", { count: Number(value) });
      if (setting === "autoRetryErrors" && Array.isArray(value) && value.length === 0) return t("ownList");
      if (setting === "reviewEveryDays")
        return value === 0 ? t("never") : t("everyDays", { days: Number(value) });
      if (Array.isArray(value)) {
        const wordOf = setting === "inboxIds" ? inboxName : setting === "postedNotices" ? noticeWord : String;
        return value.length === 0 ? t("none") : format.list(value.map(wordOf));
      }
      return t("quoted", { value: String(value) });
    },
  };
}
