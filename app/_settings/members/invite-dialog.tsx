"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useRequestOnce } from "@/app/_lib/use-request-once";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { InboxCheckList } from "@/app/_shared/choice/check-list";
import { CopyField } from "@/app/_shared/copy-field";
import { FormEnd } from "@/app/_shared/form-end";
import { useAccount } from "@/app/_shared/use-account";
import { Field, NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SegmentedField } from "@/app/_ui/segmented";
import { SHORT_NAME_CHARS_MAX, SIGN_IN_EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { LINK_HOURS } from "@/server/contract/member/constants";
import type { MemberDto } from "@/server/contract/member/member";

type InviteDialogProps = {
  /** The link is sent by mail. */
  byMail: boolean;
  onClose: () => void;
  onInvited: (link: MadeLink) => void;
};

const NO_RIGHTS: Rights = { role: "agent", inboxIds: [] };

/** Invites a member with a role and inboxes, and creates the password link. */
export function InviteDialog({ byMail, onClose, onInvited }: InviteDialogProps) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mailIn = useAccount()?.language;
  const [rights, setRights] = useState(NO_RIGHTS);
  const end = useWhileShown(onClose);
  const invite = useMutation(
    trpc.members.invite.mutationOptions({
      onSuccess: (link) => {
        void queryClient.invalidateQueries(trpc.members.pathFilter());
        end();
        onInvited(link);
      },
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
  );
  const once = useRequestOnce();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wanted = {
      name: String(form.get("name")),
      email: String(form.get("email")).trim(),
      ...(mailIn && { mailIn }),
      ...rights,
    };
    void once(wanted, (clientId) => invite.mutateAsync({ ...wanted, clientId }));
  };
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()} title={t("invite")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        <NameField label={t("name")} maxLength={SHORT_NAME_CHARS_MAX} />
        <Field
          label={t("email")}
          name="email"
          type="email"
          required
          maxLength={SIGN_IN_EMAIL_CHARS_MAX}
          autoComplete="off"
          dir="ltr"
        />
        <RightsFields value={rights} onChange={setRights} />
        <FormEnd saving={invite}>{byMail ? t("mailInvitation") : t("makeLink")}</FormEnd>
      </form>
    </Dialog>
  );
}

export type Rights = Pick<MemberDto, "role" | "inboxIds">;

/** A member's role, and an agent's inboxes. */
export function RightsFields({ value, onChange }: { value: Rights; onChange: (rights: Rights) => void }) {
  const t = useTranslations("settings.members");
  const { role, inboxIds } = value;
  return (
    <>
      <SegmentedField
        label={t("roleLabel")}
        value={role}
        onChange={(chosen) => onChange({ role: chosen, inboxIds })}
        options={[
          { value: "agent", label: t("role.agent") },
          { value: "administrator", label: t("role.administrator") },
        ]}
        hint={t(`roleHint.${role}`)}
      />
      {role === "agent" ? (
        <InboxCheckList
          legend={t("inboxes")}
          layout="boxed"
          chosen={inboxIds}
          onChange={(ids) => onChange({ role, inboxIds: ids })}
        />
      ) : null}
      <p role="status" className="text-sm text-warn empty:hidden">
        {role === "agent" && inboxIds.length === 0 ? t("seesNothing") : null}
      </p>
    </>
  );
}

/** Without a secret: the link was mailed. */
export type MadeLink = { member: MemberDto; secret: string | null };

/** A new password link to copy. It is shown only once. */
export function LinkDialog({ link, onClose }: { link: MadeLink | null; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const name = link?.member.name ?? "";
  const hours = LINK_HOURS[link?.member.state === "invited" ? "invitation" : "password"];
  return (
    <Dialog
      open={Boolean(link?.secret)}
      onOpenChange={(open) => open || onClose()}
      title={link?.member.state === "invited" ? t("invited", { name }) : t("resetFor", { name })}
      description={t("linkText", { name, hours })}
      closeLabel={t("close")}
      isShownOnce
    >
      {link?.secret ? <CopyField label={t("link")} value={`${location.origin}/join/${link.secret}`} /> : null}
    </Dialog>
  );
}
