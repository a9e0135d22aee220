"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { contactNotes } from "@/app/_contacts/queries";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { MoreButton } from "@/app/_shared/more-button";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { IconButton } from "@/app/_ui/icon-button";
import { CONTACT_NOTE_CHARS_MAX } from "@/server/contract/_shared/limits";
import type { ContactNoteDto } from "@/server/contract/contact/contact-note";

/** The team's notes about a contact, newest first, and a form for another. */
export function ContactNotes({ contactId }: { contactId: number }) {
  const t = useTranslations("contacts");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const list = useInfiniteQuery(contactNotes(trpc, contactId));
  const notes = list.data?.pages.flatMap(({ data }) => data);
  return (
    <>
      <NoteForm contactId={contactId} />
      {list.error ? <p className="mt-2 text-muted">{errorText(list.error)}</p> : null}
      {notes || list.error ? null : <Skeleton className="mt-2 h-10" />}
      <ul aria-label={t("notes.title")} className="mt-2 flex max-w-prose flex-col gap-3">
        {notes?.map((note) => (
          <li key={note.id}>
            <Note note={note} />
          </li>
        ))}
      </ul>
      <MoreButton list={list}>{t("more")}</MoreButton>
    </>
  );
}

function useRefetchNotes(contactId: number): () => Promise<void> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries(contactNotes(trpc, contactId));
}

function NoteForm({ contactId }: { contactId: number }) {
  const t = useTranslations("contacts.notes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const refetch = useRefetchNotes(contactId);
  const [content, setContent] = useState("");
  const add = useMutation(
    trpc.contacts.addNote.mutationOptions({
      onSuccess: () => {
        setContent("");
        return refetch();
      },
    }),
  );
  const isEmpty = content.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty && !add.isPending) add.mutate({ contactId, content: content.trim() });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) event.currentTarget.form?.requestSubmit();
  };
  return (
    <form method="post" onSubmit={submit} className="flex max-w-prose flex-col gap-2">
      <textarea
        dir="auto"
        rows={2}
        maxLength={CONTACT_NOTE_CHARS_MAX}
        value={content}
        onChange={(event) => setContent(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t("write")}
        placeholder={t("write")}
        className="grow-with-text block w-full resize-none rounded-s border border-line-strong bg-surface px-2.5 py-1.5 placeholder:text-faint"
      />
      {add.error ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(add.error)}
        </p>
      ) : null}
      {isEmpty ? null : (
        <Button size="sm" variant="primary" type="submit" className="self-end" disabled={add.isPending}>
          {t("add")}
        </Button>
      )}
    </form>
  );
}

function Note({ note }: { note: ContactNoteDto }) {
  const t = useTranslations("contacts.notes");
  const times = useTimes();
  const nameOf = useActorName();
  const me = useMe();
  const isOwn = note.author.type === "user" && note.author.id === me.id;
  const author = nameOf(note.author);
  return (
    <article className="rounded-s bg-note px-3 py-2">
      <header className="flex items-center gap-2 text-muted text-sm">
        <bdi className="min-w-0 truncate font-medium">{author}</bdi>
        <time dateTime={note.createdAt} className="shrink-0">
          {times.moment(note.createdAt)}
        </time>
        {isOwn || me.role === "administrator" ? (
          <DeleteNote note={note} label={t("delete", { author })} />
        ) : null}
      </header>
      <p dir="auto" className="whitespace-pre-wrap wrap-anywhere">
        {note.content}
      </p>
    </article>
  );
}

/** Asks before it deletes: a note cannot be restored. */
function DeleteNote({ note: { contactId, id: noteId }, label }: { note: ContactNoteDto; label: string }) {
  const t = useTranslations("contacts.notes");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const refetch = useRefetchNotes(contactId);
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation(trpc.contacts.deleteNote.mutationOptions({ onSuccess: refetch }));
  if (!isAsking)
    return (
      <span className="ms-auto">
        <IconButton label={label} onClick={() => setAsking(true)}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </span>
    );
  return (
    <span className="ms-auto flex items-center gap-2">
      {remove.error ? (
        <span role="alert" className="text-bad">
          {errorText(remove.error)}
        </span>
      ) : null}
      <Button size="sm" onClick={() => setAsking(false)}>
        {t("keep")}
      </Button>
      <Button
        size="sm"
        variant="danger"
        autoFocus
        disabled={remove.isPending}
        onClick={() => remove.mutate({ contactId, noteId })}
      >
        {t("confirm")}
      </Button>
    </span>
  );
}
