"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useTimes } from "@/app/_lib/times/times";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Chip } from "@/app/_ui/display/chip";
import type { SettingChangeDto } from "@/server/contract/inbox/setting-change";
import { useChangeWords } from "./use-change-words";

const marks = {
  b: (words: ReactNode) => (
    <b className="font-semibold">
      <bdi>{words}</bdi>
    </b>
  ),
};

/** One entry of the audit log: time, change, actor, reason and edge. */
export function AuditLine({ change }: { change: SettingChangeDto }) {
  const t = useTranslations("settings.audit");
  const times = useTimes();
  const { at, reason, revertsId, via } = change;
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5 border-line border-t py-2.5">
      <time dateTime={at} className="w-32 shrink-0 text-muted">
        {times.moment(at)}
      </time>
      <p className="min-w-0 flex-1 basis-popup wrap-anywhere">
        <ChangeSentence change={change} />
        {reason ? <bdi className="ml-1.5 text-muted">{t("quoted", { value: reason })}</bdi> : null}
        <span className="ml-1.5 inline-flex gap-1.5">
          {revertsId === null ? null : <Chip>{t("tookBack")}</Chip>}
          {via === "api" ? <Chip>{t("viaApi")}</Chip> : null}
        </span>
      </p>
    </li>
  );
}

const DESCRIBED = {
  "inbox created": "inboxCreated",
  "inbox reviewed": "inboxReviewed",
  "inbox audited": "inboxAudited",
  "member created": "memberCreated",
  "member sessions": "memberSessions",
  "member link": "memberLink",
  "member password": "memberPassword",
  "member recoveryCodes": "memberRecoveryCodes",
  "member recoveryCode": "memberRecoveryCode",
  "member twoFactor on": "memberTwoFactorOn",
  "member twoFactor off": "memberTwoFactorOff",
  "member singleSignOn linked": "memberSsoLinked",
  "member singleSignOn unlinked": "memberSsoUnlinked",
  "endpoint created": "endpointCreated",
  "endpoint secret": "endpointSecret",
  "endpoint deletedAt": "endpointDeleted",
  "inbox sendsRetried": "sendsRetried",
  "inbox sendsDiscarded": "sendsDiscarded",
  "inbox messageChangesRetried": "messageChangesRetried",
  "inbox messageChangesDiscarded": "messageChangesDiscarded",
  "endpoint deliveriesRetried": "deliveriesRetried",
  "endpoint deliveriesDiscarded": "deliveriesDiscarded",
  "account jobRetried": "jobRetried",
  "account jobDiscarded": "jobDiscarded",
  "account contactExport": "contactExported",
  "account archiveDeleted": "archiveDeleted",
  "account transcript": "transcriptSent",
  "account isDemo": "demoRemoved",
  "token created": "tokenCreated",
  "token revoked": "tokenRevoked",
} as const;

/** Settings whose text depends on the new value. */
const BY_VALUE: ReadonlySet<string> = new Set(["twoFactor", "singleSignOn"]);

const isDescribed = (key: string): key is keyof typeof DESCRIBED => Object.hasOwn(DESCRIBED, key);

/** The change as a sentence; changes without an old and a new value have their own texts. */
export function ChangeSentence({ change }: { change: SettingChangeDto }) {
  const t = useTranslations("settings.audit");
  const actorName = useActorName();
  const words = useChangeWords();
  const { subject, subjectName, setting, from, to, actor } = change;
  const names = { ...marks, who: actorName(actor), name: subjectName, value: String(to) };
  const key = BY_VALUE.has(setting) ? `${subject} ${setting} ${String(to)}` : `${subject} ${setting}`;
  if (isDescribed(key)) return t.rich(`told.${DESCRIBED[key]}`, names);
  // A webhook without chosen inboxes is one of all inboxes, a member without is one of none.
  const valueText = (value: unknown) =>
    subject === "endpoint" && setting === "inboxIds" && value === null
      ? t("allInboxes")
      : words.value(setting, value);
  return t.rich(subject === "policy" ? "told.policy" : "told.changed", {
    ...names,
    setting: words.setting(setting),
    from: valueText(from),
    to: valueText(to),
  });
}
