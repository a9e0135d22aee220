"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "@/app/_lib/class-names";
import { FileCount } from "@/app/_shared/files/file-name";
import { nameUnfilled } from "./name-unfilled";
import { bestOf, type Suggestion } from "./suggest";

const SHOWN_MAX = 100;

type CannedPanelProps = { replies: readonly Suggestion[]; onChoose: (reply: Suggestion) => void };

/** All canned replies with a search, by folder. Arrows move, Enter chooses. Loaded on demand, hence the default export. */
export default function CannedPanel({ replies, onChoose }: CannedPanelProps) {
  const t = useTranslations("composer.cannedList");
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const found = bestOf(replies, wanted, SHOWN_MAX);
  return (
    <Autocomplete.Root
      items={found}
      open
      inline
      mode="none"
      autoHighlight="always"
      value={query}
      onValueChange={setQuery}
      itemToStringValue={(reply: Suggestion) => reply.label}
    >
      <div className="flex w-full flex-col gap-2">
        <Autocomplete.Input
          autoFocus
          aria-label={t("search")}
          placeholder={t("search")}
          className="h-8.5 rounded-s border border-line-strong bg-surface px-2.5"
        />
        <Autocomplete.List className="max-h-72 min-h-24 overflow-y-auto" aria-label={t("list")}>
          {found.map((reply, at) => (
            <Reply
              key={reply.key}
              reply={reply}
              heading={wanted === "" && reply.folder !== found[at - 1]?.folder ? reply.folder : undefined}
              onChoose={() => onChoose(reply)}
            />
          ))}
        </Autocomplete.List>
        {found.length === 0 ? (
          <p role="status" className="px-1 pb-2 text-muted text-sm">
            {replies.length === 0 ? t("none") : t("notFound")}
          </p>
        ) : null}
        <Link href="/settings/canned" className="px-1 text-accent text-sm hover:underline">
          {t("manage")}
        </Link>
      </div>
    </Autocomplete.Root>
  );
}

type ReplyProps = { reply: Suggestion; heading: string | undefined; onChoose: () => void };

const Reply = ({ reply, heading, onChoose }: ReplyProps) => (
  <>
    {heading ? (
      <div role="presentation" className="px-2 pt-2 pb-1 font-medium text-faint text-xs" dir="auto">
        {heading}
      </div>
    ) : null}
    <Autocomplete.Item
      value={reply}
      onClick={onChoose}
      className={cn(
        "group cursor-default rounded-s px-2 py-1.5 outline-none data-highlighted:bg-hover-raised",
      )}
    >
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 truncate font-medium" dir="auto">
          {reply.title || reply.label}
        </span>
        {reply.title ? (
          <span className="shrink-0 font-mono text-accent text-xs" dir="auto">
            /{reply.label}
          </span>
        ) : null}
        <FileCount count={reply.files?.length ?? 0} />
      </span>
      <span
        className="line-clamp-2 text-muted text-sm group-data-highlighted:line-clamp-6 group-data-highlighted:whitespace-pre-wrap"
        dir="auto"
      >
        {nameUnfilled(reply.insert)}
      </span>
    </Autocomplete.Item>
  </>
);
