"use client";

import { useMutation } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { requestOnce } from "@/app/_lib/request-once";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { contactName } from "@/app/_shared/contact/contact-name";
import { PersonSearch } from "@/app/_shared/contact/person-search";
import { FormEnd } from "@/app/_shared/form-end";
import { useGroupInboxes } from "@/app/_shared/use-account";
import { openConversation } from "@/app/_shared/view/navigate";
import { useView } from "@/app/_shell/view/use-view";
import { IconButton } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SelectField } from "@/app/_ui/select";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { NAME_CHARS_MAX } from "@/server/contract/_shared/limits";

/** Begins a group: its name, its inbox, and the customers who are in it. */
export default function GroupDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("newGroup");
  const trpc = useTRPC();
  const [people, setPeople] = useState<readonly ContactDto[]>([]);
  const [isMissing, setMissing] = useState(false);
  const open = useWhileShown((displayId: number) => {
    onClose();
    openConversation(displayId);
  });
  const create = useMutation(
    trpc.groups.create.mutationOptions({ onSuccess: ({ conversation }) => open(conversation.displayId) }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (create.isPending) return;
    setMissing(people.length === 0);
    if (people.length === 0) return;
    const given = new FormData(event.currentTarget);
    const input = {
      name: String(given.get("name")).trim(),
      inboxId: Number(given.get("inboxId")),
      members: people.map(({ id }) => ({ contactId: id })),
    };
    // The mutation has the error.
    requestOnce("group", input, (clientId) => create.mutateAsync({ ...input, clientId })).catch(
      () => undefined,
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.requestSubmit();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <form method="post" onSubmit={submit} onKeyDown={onKeyDown} className="flex flex-col gap-3">
        <NameField label={t("name")} maxLength={NAME_CHARS_MAX} />
        <InboxChoice />
        <PersonSearch
          label={t("members")}
          hint={t("searchHint")}
          found={t("found")}
          chosenIds={people.map(({ id }) => id)}
          error={isMissing && people.length === 0 ? t("nobody") : undefined}
          onChoose={(contact) => setPeople([...people, contact])}
        />
        <Chosen
          people={people}
          onRemove={(gone) => setPeople(people.filter((contact) => contact.id !== gone.id))}
        />
        <FormEnd saving={create}>{t("create")}</FormEnd>
      </form>
    </Dialog>
  );
}

/** One that can have groups: a field only where there are several. */
function InboxChoice() {
  const t = useTranslations("newGroup");
  const [chosen, setChosen] = useState<number | null>(null);
  const { view } = useView();
  const inboxes = useGroupInboxes();
  const [first] = inboxes;
  if (inboxes.length <= 1) return <input type="hidden" name="inboxId" value={first?.id ?? ""} />;
  const shown = inboxes.find((inbox) => inbox.id === view.inboxId) ?? first;
  return (
    <SelectField
      label={t("inbox")}
      name="inboxId"
      required
      value={chosen ?? shown?.id ?? null}
      options={inboxes.map((inbox) => ({ value: inbox.id, label: inbox.name }))}
      onChange={setChosen}
    />
  );
}

type ChosenProps = { people: readonly ContactDto[]; onRemove: (contact: ContactDto) => void };

function Chosen({ people, onRemove }: ChosenProps) {
  const t = useTranslations("newGroup");
  if (people.length === 0) return null;
  return (
    <ul aria-label={t("chosen")} className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto">
      {people.map((contact) => {
        const name = contactName(contact);
        return (
          <li
            key={contact.id}
            className="flex min-w-0 max-w-full items-center gap-1.5 rounded-full border border-line bg-hover py-0.5 pr-0.5 pl-1"
          >
            <Avatar name={name} seed={contact.id} />
            <bdi className="min-w-0 truncate">{name}</bdi>
            <IconButton label={t("remove", { name })} onClick={() => onRemove(contact)}>
              <X size={13} aria-hidden />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
