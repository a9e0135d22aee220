"use client";

import { useRef } from "react";
import { FIELD } from "@/app/_ui/field";
import { CopyButton } from "./copy-button";
import { useCopy } from "./use-copy";

/** A text on one line to copy. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const field = useRef<HTMLInputElement>(null);
  const { isCopied, copy } = useCopy(() => field.current?.select());
  return (
    <div className="flex max-w-prose gap-2">
      <input
        ref={field}
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        className={`${FIELD} font-mono text-sm`}
      />
      <CopyButton isCopied={isCopied} onCopy={() => void copy(value)} />
    </div>
  );
}
