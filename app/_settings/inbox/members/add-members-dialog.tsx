"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { CheckList, memberItem } from "@/app/_shared/choice/check-list";
import { useSaveMutation } from "@/app/_shared/dialogs/use-save-mutation";
import { FormEnd } from "@/app/_shared/form-end";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { MemberDto } from "@/server/contract/member/member";

type AddMembersDialogProps = {
  inboxId: number;
  /** The agents who do not see the inbox. */
  others: readonly MemberDto[];
  onClose: () => void;
};

/** Gives an inbox to the agents that are chosen, as one change. */
export function AddMembersDialog({ inboxId, others, onClose }: AddMembersDialogProps) {
  const t = useTranslations("settings.inboxMembers");
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const end = useWhileShown(onClose);
  const add = useSaveMutation(
    trpc.members.changeInbox.mutationOptions(),
    trpc.members.pathFilter(),
    (_, { add: added = [] }) => {
      notify({ text: t("added", { count: added.length }) });
      end();
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length > 0) add.mutate({ inboxId, add: [...chosen] });
  };
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()} title={t("add")} closeLabel={t("close")}>
      {others.length === 0 ? <p className="text-muted">{t("nobodyLeft")}</p> : null}
      <form
        method="post"
        onSubmit={submit}
        className={others.length === 0 ? "hidden" : "flex flex-col gap-4"}
      >
        <CheckList
          legend={t("agents")}
          isLegendHidden
          layout="boxed"
          items={others.map(memberItem)}
          chosen={chosen}
          onChange={setChosen}
        />
        <FormEnd saving={add} isDisabled={chosen.length === 0}>
          {t("addCount", { count: chosen.length })}
        </FormEnd>
      </form>
    </Dialog>
  );
}
