import type { AlertDto } from "@/server/contract/alert/alert";
import { AT } from "./sample-dtos";

export const alert: AlertDto = {
  id: 14,
  version: 3,
  createdAt: AT,
  updatedAt: AT,
  kind: "callback_down",
  subject: { type: "inbox", id: 1, name: "Website" },
  facts: { since: "2026-11-20T09:36:00.000Z", error: "Connection refused." },
  closedAt: null,
};
