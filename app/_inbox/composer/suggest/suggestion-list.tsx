"use client";

import { cn } from "@/app/_lib/class-names";
import { MemberAvatar } from "@/app/_shared/member-avatar";
import type { Suggestion } from "./suggest";

type SuggestionListProps = {
  id: string;
  label: string;
  shown: readonly Suggestion[];
  active: number;
  onChoose: (suggestion: Suggestion) => void;
};

export const optionId = (listId: string, at: number): string => `${listId}-${at}`;

/** Suggestions above the field; the focus stays in the field. */
export function SuggestionList({ id, label, shown, active, onChoose }: SuggestionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      className="absolute inset-x-0 bottom-full z-10 mb-1.5 max-h-64 overflow-y-auto rounded-m border border-line bg-raised p-1 shadow-pop"
    >
      {shown.map((suggestion, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's, which names the active one
        <div
          key={suggestion.key}
          id={optionId(id, at)}
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          // The focus stays in the field.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
          className={cn(
            "flex cursor-default items-baseline gap-3 rounded-s px-2.5 py-1.5",
            at === active ? "bg-hover" : "hover:bg-hover",
          )}
        >
          {suggestion.memberId === undefined ? null : (
            <MemberAvatar id={suggestion.memberId} name={suggestion.label} className="size-5 self-center" />
          )}
          <span className="max-w-40 shrink-0 truncate font-mono text-accent text-sm" dir="auto">
            {suggestion.label}
          </span>
          <span className="min-w-0 flex-1 truncate text-muted" dir="auto">
            {suggestion.detail}
          </span>
        </div>
      ))}
    </div>
  );
}
