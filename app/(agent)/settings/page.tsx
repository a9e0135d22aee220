import { redirect } from "next/navigation";
import { requirePageCaller } from "@/app/_lib/session/session";

export default async function SettingsPage() {
  await requirePageCaller("/settings");
  redirect("/settings/inboxes");
}
