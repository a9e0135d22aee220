"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { MemberAvatar } from "@/app/_shared/use-members";
import { Chip } from "@/app/_ui/display/chip";
import type { MailDto } from "@/server/contract/member/mail";
import type { MemberDto } from "@/server/contract/member/member";
import type { MadeLink } from "./link-dialog";
import { MemberActions } from "./member-actions";
import { PictureDialog } from "./picture-dialog";
import { ResetTwoFactor } from "./reset-two-factor";
import { RightsDialog } from "./rights-dialog";

type MemberRowProps = {
  member: MemberDto;
  hasTwoFactor: boolean;
  /** Null: not within the days that sessions are kept. */
  lastSeenAt: string | null;
  /** The server can send links by mail. */
  byMail: boolean;
  /** The last mail sent to them. */
  mail: MailDto | undefined;
  onLink: (link: MadeLink) => void;
};

/** A member, their permissions, and actions. */
export function MemberRow({ member, hasTwoFactor, lastSeenAt, byMail, mail, onLink }: MemberRowProps) {
  const t = useTranslations("settings.members");
  const me = useMe();
  const [isChanging, setChanging] = useState(false);
  const [isPicturing, setPicturing] = useState(false);
  const [isResetting, setResetting] = useState(false);
  const { id, name, email, role, state, availability, inboxIds } = member;
  return (
    <li className="flex items-center gap-3 border-line px-4 py-2.5 not-first:border-t">
      <MemberAvatar name={name} id={id} />
      <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3">
        <span className="min-w-0 flex-1 basis-40">
          <span className="flex flex-wrap items-center gap-x-2">
            <bdi className="truncate font-medium">{name}</bdi>
            {id === me.id ? <span className="text-muted text-sm">{t("you")}</span> : null}
            {state === "active" ? null : (
              <Chip tone={state === "invited" ? "warn" : "neutral"}>{t(`state.${state}`)}</Chip>
            )}
            {state === "active" && availability === "away" ? <Chip tone="warn">{t("away")}</Chip> : null}
            {hasTwoFactor ? <Chip>{t("hasTwoFactor")}</Chip> : null}
          </span>
          <span className="block truncate text-muted text-sm" dir="ltr">
            {email}
          </span>
          {mail ? <MailLine mail={mail} /> : null}
        </span>
        <span className="text-muted text-sm sm:text-end">
          <span className="block">
            {t(`role.${role}`)}
            {role === "agent" ? ` · ${t("inboxCount", { count: inboxIds.length })}` : null}
          </span>
          {state === "active" ? <LastSeen at={lastSeenAt} /> : null}
        </span>
      </span>
      <MemberActions
        member={member}
        byMail={byMail}
        onLink={onLink}
        onChange={() => setChanging(true)}
        onChangePicture={() => setPicturing(true)}
        onResetTwoFactor={hasTwoFactor ? () => setResetting(true) : null}
      />
      {isResetting ? <ResetTwoFactor member={member} onClose={() => setResetting(false)} /> : null}
      {isPicturing ? <PictureDialog member={member} onClose={() => setPicturing(false)} /> : null}
      {isChanging ? <RightsDialog member={member} onClose={() => setChanging(false)} /> : null}
    </li>
  );
}

function LastSeen({ at }: { at: string | null }) {
  const t = useTranslations("settings.members");
  const times = useTimes();
  if (at === null) return <span className="block text-faint text-sm">{t("notSeen")}</span>;
  return (
    <time dateTime={at} className="block text-faint text-sm">
      {t("lastSeen", { at: times.near(at) })}
    </time>
  );
}

/** The state of the last mailed link. */
function MailLine({ mail: { kind, state, error, at } }: { mail: MailDto }) {
  const t = useTranslations("settings.members");
  const times = useTimes();
  const what = t(`mail.${kind}`);
  if (state === "sent")
    return <span className="block text-muted text-sm">{t("mail.sent", { what, at: times.moment(at) })}</span>;
  if (error === null) return <span className="block text-muted text-sm">{t("mail.waiting", { what })}</span>;
  return (
    <span role="status" className="wrap-anywhere block text-bad text-sm">
      {state === "failed" ? t("mail.failed", { what }) : t("mail.again", { what })}{" "}
      <span dir="ltr">{error}</span>
    </span>
  );
}
