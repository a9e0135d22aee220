"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FormEnd } from "@/app/_shared/form-end";
import { useAccount } from "@/app/_shared/use-account";
import { Field, NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SHORT_NAME_CHARS_MAX, SIGN_IN_EMAIL_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { MadeLink } from "./link-dialog";
import { type Rights, RightsFields } from "./rights-fields";

type InviteDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The link is sent by mail. */
  byMail: boolean;
  onInvited: (link: MadeLink) => void;
};

const NO_RIGHTS: Rights = { role: "agent", inboxIds: [] };

/** Invites a member with a role and inboxes, and creates the password link. */
export function InviteDialog({ open, onOpenChange, byMail, onInvited }: InviteDialogProps) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mailIn = useAccount()?.language;
  const [rights, setRights] = useState(NO_RIGHTS);
  const invite = useMutation(
    trpc.members.invite.mutationOptions({
      onSuccess: (link) => {
        void queryClient.invalidateQueries(trpc.members.pathFilter());
        onOpenChange(false);
        setRights(NO_RIGHTS);
        onInvited(link);
      },
      gcTime: 0, // the secret is discarded when it is no longer shown
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    invite.mutate({
      name: String(form.get("name")),
      email: String(form.get("email")).trim(),
      ...(mailIn && { mailIn }),
      ...rights,
    });
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("invite")} closeLabel={t("close")}>
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
