"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { FormEnd } from "@/app/_shared/form-end";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { MemberDto } from "@/server/contract/member/member";
import { type Rights, RightsFields } from "./rights-fields";

/** Changes a member's role and inboxes, effective immediately in all of their windows. */
export function RightsDialog({ member, onClose }: { member: MemberDto; onClose: () => void }) {
  const t = useTranslations("settings.members");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [rights, setRights] = useState<Rights>({ role: member.role, inboxIds: member.inboxIds });
  const update = useMutation(
    trpc.members.update.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.members.pathFilter());
        notify({ text: t("saved", { name: member.name }) });
        onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ userId: member.id, ...rights });
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
