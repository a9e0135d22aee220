import { type ReactNode, useId } from "react";
import { Switch } from "./switch";

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
