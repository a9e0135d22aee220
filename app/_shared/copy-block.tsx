"use client";

import { useId, useRef } from "react";
import { cn } from "@/app/_lib/class-names";
import { CopyButton } from "./copy-button";
import { useCopy } from "./use-copy";

/** The text and what its height is measured by, so that both wrap alike. */
const TEXT =
  "col-start-1 row-start-1 block w-full wrap-anywhere whitespace-pre-wrap rounded-s border border-line-strong px-2.5 py-2 font-mono text-sm";

/** A text of several lines to copy, such as a program: all of it is shown, long lines wrapped. */
export function CopyBlock({ label, value }: { label: string; value: string }) {
  const id = useId();
  const block = useRef<HTMLTextAreaElement>(null);
  const { isCopied, copy } = useCopy(() => block.current?.select());
  return (
    <div className="max-w-prose">
      <div className="mb-1 flex items-end justify-between gap-2">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <CopyButton isCopied={isCopied} onCopy={() => void copy(value)} />
      </div>
      <div className="grid">
        <textarea
          ref={block}
          id={id}
          readOnly
          value={value}
          rows={1}
          dir="ltr"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          className={cn(TEXT, "resize-none overflow-hidden bg-bg")}
        />
        <div aria-hidden dir="ltr" className={cn(TEXT, "invisible")}>
          {value}
        </div>
      </div>
    </div>
  );
}
