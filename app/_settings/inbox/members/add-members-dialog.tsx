"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useSaveMutation } from "@/app/_settings/frame/use-save-mutation";
import { isFoundBy } from "@/app/_settings/members/member-filter";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
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
  const errorText = useErrorText();
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const add = useSaveMutation(trpc.members.changeInbox.mutationOptions(), trpc.members.pathFilter(), () => {
    notify({ text: t("added", { count: chosen.length }) });
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length > 0) add.mutate({ inboxId, add: [...chosen] });
  };
  const toggle = (id: number, isChosen: boolean) =>
    setChosen(isChosen ? [...chosen, id] : chosen.filter((one) => one !== id));
  const found = others.filter((member) => isFoundBy(query, member));
  return (
    <Dialog open onOpenChange={(isOpen) => isOpen || onClose()} title={t("add")} closeLabel={t("close")}>
      {others.length === 0 ? <p className="text-muted">{t("nobodyLeft")}</p> : null}
      <form
        method="post"
        onSubmit={submit}
        className={others.length === 0 ? "hidden" : "flex flex-col gap-4"}
      >
        <Field
          label={t("search")}
          type="search"
          autoComplete="off"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <fieldset className="max-h-56 overflow-y-auto rounded-s border border-line-strong py-1">
          <legend className="sr-only">{t("agents")}</legend>
          {found.map(({ id, name, email }) => (
            <label
              key={id}
              className="flex min-h-8 cursor-pointer items-center gap-2.5 px-2.5 hover:bg-hover pointer-coarse:min-h-10"
            >
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={({ target }) => toggle(id, target.checked)}
                className="size-4 shrink-0 accent-accent"
              />
              <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
              <span className="truncate text-muted text-sm">{email}</span>
            </label>
          ))}
          {found.length === 0 ? <p className="px-2.5 py-1.5 text-muted">{t("noMatch")}</p> : null}
        </fieldset>
        {add.error ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(add.error)}
          </p>
        ) : null}
        <Button
          variant="primary"
          type="submit"
          disabled={chosen.length === 0 || add.isPending}
          className="self-end"
        >
          {t("addCount", { count: chosen.length })}
        </Button>
      </form>
    </Dialog>
  );
}
