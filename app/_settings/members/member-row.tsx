"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { PictureField } from "@/app/_settings/frame/picture-field";
import { changesOf, listChanges } from "@/app/_shared/dialogs/changes-of";
import { FormEnd } from "@/app/_shared/form-end";
import { MemberAvatar, useMembers } from "@/app/_shared/use-members";
import { Button } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Chip } from "@/app/_ui/display/chip";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify, warn } from "@/app/_ui/overlay/toast";
import type { MailDto, MemberDto } from "@/server/contract/member/member";
import { type MadeLink, type Rights, RightsFields } from "./invite-dialog";
import { MemberActions } from "./member-actions";

type MemberRowProps = {
  member: MemberDto;
  /** Undefined while it is not loaded. */
  hasTwoFactor: boolean | undefined;
  /** Null: not within the days that sessions are kept. */
  lastSeenAt: string | null;
  /** Links set passwords: not where all sign in at the identity provider. */
  hasLinks: boolean;
  /** The server can send links by mail. */
  byMail: boolean;
  /** The last mail sent to them. */
  mail: MailDto | undefined;
  onLink: (link: MadeLink) => void;
};

/** A member, their permissions, and actions. */
export function MemberRow({
  member,
  hasTwoFactor,
  lastSeenAt,
  hasLinks,
  byMail,
  mail,
  onLink,
}: MemberRowProps) {
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
            {hasTwoFactor === false && state === "active" ? (
              <span className="text-faint text-sm">{t("noTwoFactor")}</span>
            ) : null}
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
        hasLinks={hasLinks}
        byMail={byMail}
        onLink={onLink}
        onChange={() => setChanging(true)}
        onChangePicture={() => setPicturing(true)}
        onResetTwoFactor={hasTwoFactor && id !== me.id ? () => setResetting(true) : null}
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

/** Sets or removes a member's picture, for administrators. */
function PictureDialog({ member: { id, name }, onClose }: { member: MemberDto; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const src = useMembers().pictureOf(id);
  const set = useMutation(
    trpc.members.setAvatar.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.members.pathFilter()),
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={t("pictureOf", { name })}
      closeLabel={t("close")}
    >
      <div className="p-2">
        <PictureField
          title={t("picture")}
          text={t("pictureText")}
          hasPicture={src !== null}
          onChange={(avatarFileId) => set.mutateAsync({ userId: id, avatarFileId })}
        >
          {(chosen) => <Avatar name={name} seed={id} src={chosen ?? src} className="size-16 text-lg" />}
        </PictureField>
      </div>
    </Dialog>
  );
}

/** Confirms turning off a member's two-factor authentication: only the member can turn it on again. */
function ResetTwoFactor({ member, onClose }: { member: MemberDto; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const { id: userId, name } = member;
  const end = useWhileShown(onClose);
  const reset = useMutation(
    trpc.twoFactor.reset.mutationOptions({
      onSuccess: () => notify({ text: t("twoFactorReset", { name }) }),
      onError: (error) => warn({ text: t("notDone"), detail: errorText(error) }),
      onSettled: () => {
        end();
        return queryClient.invalidateQueries(trpc.twoFactor.pathFilter());
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("resetTwoFactorOf", { name })}
      description={t("resetTwoFactorText", { name })}
      closeLabel={t("close")}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="danger" disabled={reset.isPending} onClick={() => reset.mutate({ userId })}>
          {t("resetTwoFactorDo")}
        </Button>
      </div>
    </Dialog>
  );
}

/** Changes a member's role and inboxes, effective immediately in all of their windows. */
function RightsDialog({ member, onClose }: { member: MemberDto; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [opened] = useState<Rights>({ role: member.role, inboxIds: member.inboxIds });
  const [rights, setRights] = useState(opened);
  const end = useWhileShown(onClose);
  const update = useMutation(
    trpc.members.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.members.pathFilter());
        notify({ text: t("saved", { name: member.name }) });
        end();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { inboxIds, ...rest } = rights;
    const { added, removed } = listChanges(opened.inboxIds, inboxIds);
    update.mutate({
      userId: member.id,
      ...changesOf(opened, rest),
      ...(added.length > 0 && { addInboxIds: added }),
      ...(removed.length > 0 && { removeInboxIds: removed }),
    });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t("rightsOf", { name: member.name })}
      closeLabel={t("close")}
    >
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        <RightsFields value={rights} onChange={setRights} />
        <FormEnd saving={update}>{t("save")}</FormEnd>
      </form>
    </Dialog>
  );
}
