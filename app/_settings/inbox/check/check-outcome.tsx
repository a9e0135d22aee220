"use client";

import type { ReactNode } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";

type Props = {
  /** Why the check could not run. */
  error: Parameters<ReturnType<typeof useErrorText>>[0] | null;
  /** What it found. */
  children: ReactNode;
};

/** The result of a check that runs on request; both kinds are announced. */
export function CheckOutcome({ error, children }: Props) {
  const errorText = useErrorText();
  return (
    <>
      <div role="status" className="mt-2.5 max-w-prose empty:hidden">
        {children}
      </div>
      {error ? (
        <p role="alert" className="mt-2 text-bad text-sm">
          {errorText(error)}
        </p>
      ) : null}
    </>
  );
}
