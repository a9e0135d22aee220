import { SwitchChoice } from "@/app/_ui/switch-choice";

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
  return (
    <SwitchChoice
      name={name}
      why={hint}
      isOn={isOn ?? false}
      isEnabled={isOn !== undefined && !isSaving}
      onChange={onChange}
    />
  );
}
