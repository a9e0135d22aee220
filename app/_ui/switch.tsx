"use client";

import { type ReactNode, useId } from "react";
import { cn } from "@/app/_lib/class-names";
import { useKeptFocus } from "./use-kept-focus";

type SwitchProps = {
  id?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
};

/** On or off, effective immediately. One that is disabled while it has the focus keeps it. */
export function Switch({ checked, disabled = false, onChange, ...rest }: SwitchProps) {
  const kept = useKeptFocus({ disabled });
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      onClick={() => onChange(!checked)}
      className={cn(
        "inline-flex h-5 w-8.5 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-55 aria-disabled:opacity-55",
        checked ? "justify-end bg-accent" : "justify-start bg-track",
      )}
      {...rest}
      {...kept}
    >
      <span aria-hidden className={cn("size-4 rounded-full", checked ? "bg-on-accent" : "bg-knob")} />
    </button>
  );
}

type SwitchChoiceProps = {
  name: string;
  why: string;
  isOn: boolean;
  isEnabled?: boolean;
  onChange: (isOn: boolean) => void;
  /** What belongs to it, below. */
  children?: ReactNode;
};

/** A switch with its name and what it does. */
export function SwitchChoice({ name, why, isOn, isEnabled = true, onChange, children }: SwitchChoiceProps) {
  const id = useId();
  return (
    <div className="flex gap-3">
      <Switch
        checked={isOn}
        disabled={!isEnabled}
        onChange={onChange}
        aria-labelledby={id}
        aria-describedby={`${id}-why`}
      />
      <div className="max-w-prose">
        <p id={id} className="font-medium">
          {name}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {why}
        </p>
        {children}
      </div>
    </div>
  );
}
