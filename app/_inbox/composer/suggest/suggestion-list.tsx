"use client";

import { useTranslations } from "next-intl";
import { useDraft } from "@/app/_inbox/composer/draft";
import { cn } from "@/app/_lib/class-names";
import { FileCount } from "@/app/_shared/files/file-name";
import { MemberAvatar } from "@/app/_shared/use-members";
import { unfilledIn } from "@/server/contract/organising/fill-in";
import { nameUnfilled } from "./name-unfilled";
import { optionId, type Suggestion } from "./suggest";

/** Suggestions above the field, with the text of the active one; the focus stays in the field. Loaded on demand. */
export default function SuggestionList() {
  const t = useTranslations("composer");
  const { listId, suggestions } = useDraft();
  const { sign, isSearch, shown, active, choose } = suggestions;
  const preview = shown[active];
  return (
    <div className="absolute inset-x-0 bottom-full z-10 mb-1.5 overflow-hidden rounded-m border border-line bg-raised shadow-pop">
      <div
        id={listId}
        role="listbox"
        aria-label={t(sign === "@" ? "members" : "canned")}
        tabIndex={-1}
        className="max-h-64 overflow-y-auto p-1"
      >
        {shown.map((suggestion, at) => (
          <div key={suggestion.key} role="presentation">
            {!isSearch && suggestion.folder && suggestion.folder !== shown[at - 1]?.folder ? (
              <div role="presentation" className="px-2.5 pt-2 pb-1 font-medium text-faint text-xs" dir="auto">
                {suggestion.folder}
              </div>
            ) : null}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which names the active one */}
            <div
              id={optionId(listId, at)}
              ref={at === active ? (option) => option?.scrollIntoView({ block: "nearest" }) : undefined}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              // The focus stays in the field.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(suggestion)}
              className={cn(
                "flex cursor-default items-baseline gap-3 rounded-s px-2.5 py-1.5",
                at === active ? "bg-hover" : "hover:bg-hover",
              )}
            >
              <Option suggestion={suggestion} showsFolder={isSearch} />
            </div>
          </div>
        ))}
      </div>
      {preview && preview.memberId === undefined ? (
        <p
          aria-hidden
          className="line-clamp-4 whitespace-pre-wrap border-line border-t px-3.5 py-2 text-muted text-sm wrap-anywhere"
          dir="auto"
        >
          {nameUnfilled(preview.insert)}
        </p>
      ) : null}
    </div>
  );
}

function Option({ suggestion, showsFolder }: { suggestion: Suggestion; showsFolder: boolean }) {
  const { memberId, label, title, detail, folder, files = [] } = suggestion;
  return (
    <>
      {memberId === undefined ? null : (
        <MemberAvatar id={memberId} name={label} className="size-5 self-center" />
      )}
      <span
        className={cn(
          "max-w-40 shrink-0 truncate",
          memberId === undefined ? "font-mono text-accent text-sm" : "font-medium",
        )}
        dir="auto"
      >
        {label}
      </span>
      <span className="min-w-0 flex-1 truncate text-muted" dir="auto">
        {title ? <span className="font-medium text-fg">{title} </span> : null}
        {nameUnfilled(detail)}
      </span>
      <FileCount count={files.length} />
      {showsFolder && folder ? (
        <span className="max-w-32 shrink-0 truncate text-faint text-xs" dir="auto">
          {folder}
        </span>
      ) : null}
    </>
  );
}

/** Names the variables that have no value, before they are sent; each button selects its variable. */
export function UnfilledLine() {
  const t = useTranslations("composer.unfilled");
  const { field, text } = useDraft();
  const unfilled = unfilledIn(text.content);
  const select = (written: string) => {
    const at = field.current?.value.indexOf(written) ?? -1;
    field.current?.focus();
    if (at >= 0) field.current?.setSelectionRange(at, at + written.length);
  };
  return (
    <p role="status" className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3.5 pt-1 text-sm text-warn">
      {t("text", { count: unfilled.length })}
      {unfilled.map((written) => (
        <button
          key={written}
          type="button"
          aria-label={t("select", { variable: written })}
          onClick={() => select(written)}
          className="max-w-full truncate rounded-xs font-mono text-fg text-xs underline underline-offset-2 pointer-coarse:min-h-8"
        >
          {written}
        </button>
      ))}
    </p>
  );
}
