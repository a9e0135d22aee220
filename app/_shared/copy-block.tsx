"use client";

import { useId, useRef } from "react";
import { CopyButton } from "./copy-button";
import { useCopy } from "./use-copy";

/** A text of several lines to copy, such as a program. */
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
      <textarea
        ref={block}
        id={id}
        readOnly
        value={value}
        rows={value.split("\n").length}
        spellCheck={false}
        onFocus={(event) => event.currentTarget.select()}
        className="block w-full resize-none overflow-x-auto whitespace-pre rounded-s border border-line-strong bg-bg px-2.5 py-2 font-mono text-sm"
      />
    </div>
  );
}
