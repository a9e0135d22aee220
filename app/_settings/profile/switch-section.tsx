import { type ReactNode, useId } from "react";
import { Switch } from "@/app/_ui/switch";

/** A part of the profile with its title and what it is about. */
export function ProfileSection({
  title,
  text,
  children,
}: {
  title: string;
  text: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <div>
        <h2 id={id} className="text-md">
          {title}
        </h2>
        <p className="mt-0.5 text-muted">{text}</p>
      </div>
      {children}
    </section>
  );
}

type SwitchChoiceProps = {
  name: string;
  why: string;
  isOn: boolean;
  isEnabled?: boolean;
  onChange: (isOn: boolean) => void;
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
      <div>
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
