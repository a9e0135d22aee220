import type { AlertDto } from "./alert";

/** The path of the page with an inbox's policy; `changeId`: at this line of its changes. */
export const pathOfPolicy = (inboxId: number, changeId?: number): string =>
  `/settings/inboxes/${inboxId}${changeId === undefined ? "" : `#change-${changeId}`}`;

/** The path of the page on which an administrator can do something about an alert. */
export function pathOfAlert({ kind, subject }: Pick<AlertDto, "kind"> & { subject: { id: number } }): string {
  switch (kind) {
    case "stuck_messages":
      return "/not-delivered";
    case "messages_failing":
      return `/not-delivered?inbox=${subject.id}`;
    case "messages_overdue":
      return `/not-delivered?trouble=overdue&inbox=${subject.id}`;
    case "no_delivery_reports":
    case "nobody_takes_replies":
    case "channel_disconnected":
      return `/settings/inboxes/${subject.id}/connection`;
    case "callback_down":
      return `/settings/inboxes/${subject.id}`;
    case "settings_drifted":
      return `/settings/inboxes/${subject.id}/review`;
    case "endpoint_disabled":
      return `/settings/webhooks/${subject.id}`;
    case "bulk_timed_out":
    case "disk_filling":
    case "archive_failing":
      return "/settings/alerts";
  }
}
