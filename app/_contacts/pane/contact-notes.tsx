"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { contactNotes } from "@/app/_contacts/queries";
import { useErrorText } from "@/app/_lib/refusal-text";
import { requestOnce } from "@/app/_lib/request-once";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { MoreButton } from "@/app/_shared/load-state";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Button, IconButton } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";
import { NoteText } from "./note-text";

/** The team's notes about a contact, newest first, and a form for another. */
export function ContactNotes({ contactId }: { contactId: number }) {
  const t = useTranslations("contacts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const list = useInfiniteQuery(contactNotes(trpc, contactId));
  const notes = list.data?.pages.flatMap(({ data }) => data);
  const shown = useRef<HTMLUListElement>(null);
  return (
    <>
      <NoteForm contactId={contactId} />
      {list.error && !list.isFetchNextPageError ? (
        <p className="mt-2 text-muted">{errorText(list.error)}</p>
      ) : null}
      {notes || list.error ? null : <Skeleton className="mt-2 h-10" />}
      <ul
        ref={shown}
        tabIndex={-1}
        aria-label={t("notes.title")}
        className="mt-2 flex max-w-prose flex-col gap-3 outline-none"
      >
        {notes?.map((note) => (
          <li key={note.id}>
            <Note note={note} onDeleted={() => shown.current?.focus()} />
          </li>
        ))}
      </ul>
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </>
  );
}

function useRefetchNotes(contactId: number): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(contactNotes(trpc, contactId));
}

/** What new notes are so far, by their contacts: the page keeps them while another contact is shown. */
const texts = new Map<number, string>();

function NoteForm({ contactId }: { contactId: number }) {
  const t = useTranslations("contacts.notes");
  const trpc = useTRPC();
  const refetch = useRefetchNotes(contactId);
  const add = useMutation(trpc.contacts.addNote.mutationOptions({ onSuccess: refetch }));
  const submit = (content: string) => {
    texts.delete(contactId);
    const added = () => {
      const since = texts.get(contactId)?.trimStart();
      if (since?.startsWith(content)) texts.set(contactId, since.slice(content.length));
    };
    const sent = requestOnce("contactNote", { contactId, content }, (clientId) =>
      add.mutateAsync({ contactId, content, clientId }),
    );
    return sent.then(added, (error: unknown) => {
      if (!texts.get(contactId)) texts.set(contactId, content); // its writer may be elsewhere
      throw error;
    });
  };
  return (
    <NoteText
      label={t("write")}
      submitLabel={t("add")}
      content={texts.get(contactId)}
      error={add.error}
      isPending={add.isPending}
      onChange={(content) => texts.set(contactId, content)}
      onSubmit={submit}
    />
  );
}

/** `onDeleted`: the note is gone, and what had the focus in it. */
type NoteProps = { note: ContactNoteDto; onDeleted: () => void };

function Note({ note, onDeleted }: NoteProps) {
  const t = useTranslations("contacts.notes");
  const times = useTimes();
  const nameOf = useActorName();
  const me = useMe();
  const isOwn = note.author.type === "user" && note.author.id === me.id;
  const author = nameOf(note.author);
  const [editing, setEditing] = useState<"now" | "before" | null>(null);
  if (editing === "now") return <EditNote note={note} onEnd={() => setEditing("before")} />;
  return (
    <article className="rounded-s bg-note px-3 py-2">
      <header className="flex items-center gap-2 text-muted text-sm">
        <bdi className="min-w-0 truncate font-medium">{author}</bdi>
        <time dateTime={note.createdAt} className="shrink-0">
          {times.moment(note.createdAt)}
        </time>
        {note.updatedAt === note.createdAt ? null : <span className="shrink-0">{t("edited")}</span>}
        <span className="ms-auto flex shrink-0 items-center">
          {isOwn ? (
            <IconButton label={t("edit")} autoFocus={editing === "before"} onClick={() => setEditing("now")}>
              <Pencil size={14} aria-hidden />
            </IconButton>
          ) : null}
          {isOwn || me.role === "administrator" ? (
            <DeleteNote note={note} label={t("delete", { author })} onDeleted={onDeleted} />
          ) : null}
        </span>
      </header>
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {note.content}
      </p>
    </article>
  );
}

/** The writer changes the text in place. */
function EditNote({
  note: { contactId, id: noteId, content },
  onEnd,
}: {
  note: ContactNoteDto;
  onEnd: () => void;
}) {
  const t = useTranslations("contacts.notes");
  const trpc = useTRPC();
  const refetch = useRefetchNotes(contactId);
  const save = useMutation(trpc.contacts.updateNote.mutationOptions({ onSuccess: refetch }));
  return (
    <NoteText
      label={t("editing")}
      content={content}
      submitLabel={t("save")}
      error={save.error}
      isPending={save.isPending}
      onSubmit={(changed) => changed !== content && save.mutateAsync({ contactId, noteId, content: changed })}
      onEnd={onEnd}
    />
  );
}

/** Asks before it deletes: a note cannot be restored. What a second press of the same place, or key, does is to keep it. */
function DeleteNote({ note, label, onDeleted }: NoteProps & { label: string }) {
  const { contactId, id: noteId } = note;
  const t = useTranslations("contacts.notes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const refetch = useRefetchNotes(contactId);
  const [question, setQuestion] = useState<"now" | "before" | null>(null);
  const remove = useMutation(
    trpc.contacts.deleteNote.mutationOptions({ onSuccess: () => refetch().then(onDeleted) }),
  );
  if (question !== "now")
    return (
      <IconButton label={label} autoFocus={question === "before"} onClick={() => setQuestion("now")}>
        <Trash2 size={14} aria-hidden />
      </IconButton>
    );
  return (
    <span className="flex items-center gap-2">
      {remove.error ? (
        <span role="alert" className="text-bad">
          {errorText(remove.error)}
        </span>
      ) : null}
      <Button
        size="sm"
        variant="danger"
        disabled={remove.isPending}
        onClick={() => remove.mutate({ contactId, noteId })}
      >
        {t("confirm")}
      </Button>
      <Button size="sm" autoFocus onClick={() => setQuestion("before")}>
        {t("keep")}
      </Button>
    </span>
  );
}
