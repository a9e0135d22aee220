"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Merge } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useListText } from "@/app/_lib/use-list-text";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { IdentifierFact, KnownFacts } from "@/app/_shared/contact/contact-facts";
import { contactName } from "@/app/_shared/contact/contact-name";
import { useFoundContacts } from "@/app/_shared/contact/person-search";
import { useRefetchContacts } from "@/app/_shell/undo/use-contact-changes";
import { Button } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Marked } from "@/app/_ui/display/chip";
import { Field } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { notify } from "@/app/_ui/overlay/toast";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { mergedFields } from "@/server/contract/contact/merge-contact";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";

type MergeDialogProps = { contact: ContactDto; onClose: () => void };

/** Selects a duplicate contact, previews the merge, and merges. A merge cannot be undone. */
export default function MergeDialog({ contact, onClose }: MergeDialogProps) {
  const t = useTranslations("contacts.merge");
  const [other, setOther] = useState<ContactDto | null>(null);
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title", { name: contactName(contact) })}
      description={other ? t("confirm") : t("text")}
      closeLabel={t("close")}
    >
      {other ? (
        <Confirm contact={contact} other={other} onBack={() => setOther(null)} onClose={onClose} />
      ) : (
        <Find contact={contact} onFound={setOther} />
      )}
    </Dialog>
  );
}

const SHOWN_MAX = 8;

function Find({ contact, onFound }: { contact: ContactDto; onFound: (other: ContactDto) => void }) {
  const t = useTranslations("contacts.merge");
  // Duplicates are likely to have the same name.
  const [query, setQuery] = useState(contact.name);
  const { data, isCurrent } = useFoundContacts(query, SHOWN_MAX + 1);
  const found = (data?.contacts ?? []).filter((each) => each.contact.id !== contact.id).slice(0, SHOWN_MAX);
  return (
    <>
      <Field
        label={t("find")}
        type="search"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        onFocus={(event) => event.target.select()}
        maxLength={QUERY_CHARS_MAX}
        autoComplete="off"
      />
      <ul aria-label={t("found")} className="flex flex-col">
        {found.map(({ contact: each, name, detail }) => (
          <li key={each.id}>
            <button
              type="button"
              onClick={() => onFound(each)}
              className="flex w-full items-center gap-2.5 rounded-s px-2 py-1.5 text-left hover:bg-hover"
            >
              <Avatar name={contactName(each)} seed={each.id} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">
                  {name.text.trim() === "" ? contactName(each) : <Marked text={name.text} at={name.at} />}
                </span>
                <span className="block truncate text-muted text-sm">
                  {detail ? <Marked text={detail.text} at={detail.at} /> : (each.email ?? each.phone)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {data && isCurrent && found.length === 0 ? <p className="text-muted">{t("nobody")}</p> : null}
    </>
  );
}

type ConfirmProps = MergeDialogProps & { other: ContactDto; onBack: () => void };

function Confirm({ contact, other, onBack, onClose }: ConfirmProps) {
  const t = useTranslations("contacts.merge");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const refetchContacts = useRefetchContacts();
  const queryClient = useQueryClient();
  const end = useWhileShown(onClose);
  const merge = useMutation(
    trpc.contacts.merge.mutationOptions({
      onSuccess: async () => {
        end();
        notify({ text: t("done", { name: contactName(contact), other: contactName(other) }) });
        await Promise.all([
          refetchContacts(),
          queryClient.invalidateQueries(trpc.conversations.list.pathFilter()),
        ]);
      },
    }),
  );
  return (
    <div className="flex flex-col gap-3">
      <MergeOutcome contact={contact} other={other} />
      {merge.error ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(merge.error)}
        </p>
      ) : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onBack}>{t("another")}</Button>
        <Button
          variant="primary"
          disabled={merge.isPending}
          onClick={() => merge.mutate({ contactId: contact.id, otherId: other.id })}
        >
          <Merge size={14} aria-hidden />
          {t("submit")}
        </Button>
      </div>
    </div>
  );
}

/** The server counts up to here. */
const COUNTED_MAX = 100;

/** The result of merging the other contact into this one, by the command's own rule. */
function MergeOutcome({ contact, other }: { contact: ContactDto; other: ContactDto }) {
  const t = useTranslations("contacts.merge");
  const listText = useListText();
  const trpc = useTRPC();
  const { data, hasNextPage } = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions(
      { contactId: other.id, limit: COUNTED_MAX },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const counted = data?.pages[0];
  const { filled, left } = mergedFields(contact, other);
  const aliases = [left.email, left.phone, left.identifier].filter((alias) => alias !== null);
  const name = contactName(contact);
  return (
    <>
      <dl className="key-value grid gap-x-2.5 gap-y-1.5 rounded-m border border-line p-3">
        <KnownFacts contact={{ ...contact, ...filled }} />
        <IdentifierFact contact={{ ...contact, ...filled }} />
      </dl>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {counted ? (
          <li>{t("conversations", { count: counted.data.length, more: String(hasNextPage), name })}</li>
        ) : null}
        <li>{t("channels", { name, other: contactName(other) })}</li>
        {aliases.length > 0 ? <li>{t("aliases", { aliases: listText(aliases) })}</li> : null}
        {other.isBlocked && !contact.isBlocked ? <li>{t("blocks", { name })}</li> : null}
        <li className="font-medium">{t("noUndo")}</li>
      </ul>
    </>
  );
}
