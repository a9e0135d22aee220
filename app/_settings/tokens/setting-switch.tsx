import { useId } from "react";
import { Switch } from "@/app/_ui/switch";

type SettingSwitchProps = {
  name: string;
  hint: string;
  /** Undefined while it is not loaded: the switch is then disabled. */
  isOn: boolean | undefined;
  isSaving: boolean;
  onChange: (isOn: boolean) => void;
};

/** A setting of the account for its API clients, with its explanation. */
export function SettingSwitch({ name, hint, isOn, isSaving, onChange }: SettingSwitchProps) {
  const id = useId();
  return (
    <section className="mt-8 flex gap-3 border-line border-t pt-6">
      <Switch
        checked={isOn ?? false}
        disabled={isOn === undefined || isSaving}
        onChange={onChange}
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-why`}
      />
      <div className="max-w-prose">
        <p id={`${id}-name`} className="font-medium">
          {name}
        </p>
        <p id={`${id}-why`} className="text-muted text-sm">
          {hint}
        </p>
      </div>
    </section>
  );
}
