import { notFound } from "next/navigation";
import * as conversations from "@/app/_actions/transitions";
import * as policy from "@/app/_actions/transitions";

/** The page that has every action: Next runs an action in a page that imports it, whatever page the browser shows. */
const ACTIONS = [conversations, policy].flatMap((file) => Object.values(file));

/** Where actions are posted. There is nothing to see. */
export default function ActionsPage() {
  if (ACTIONS.length > 0) notFound();
}
