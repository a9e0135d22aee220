"use client";

import type { ReactNode } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { Button } from "@/app/_ui/button";

type FormEndProps = {
  /** The mutation that the form starts. */
  saving: { error: unknown; isPending: boolean };
  isDisabled?: boolean;
  /** Along the form. */
  className?: "self-start" | "self-end";
  /** The words of the button. */
  children: ReactNode;
};

/** The end of a form: why the server refused it, and the button that submits it. */
export function FormEnd({ saving, isDisabled = false, className = "self-end", children }: FormEndProps) {
  const errorText = useErrorText();
  return (
    <>
      {saving.error ? (
        <p role="alert" className="text-bad text-sm">
          {errorText(saving.error)}
        </p>
      ) : null}
      <Button variant="primary" type="submit" disabled={isDisabled || saving.isPending} className={className}>
        {children}
      </Button>
    </>
  );
}
