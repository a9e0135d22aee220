import { useTranslations } from "next-intl";
import { ACTIONS, type ActionId, keyText } from "./registry";
import { useIsMac } from "./use-is-mac";

/** An action's name, and its key as printed on the reader's keyboard. */
export function useActionName(id: ActionId) {
  const t = useTranslations("keys");
  const isMac = useIsMac();
  const { key } = ACTIONS[id];
  return { name: t(`action.${id}`), shortcut: key === null ? undefined : keyText(key, isMac) };
}
