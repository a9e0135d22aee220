import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { DEFAULT_NOTIFICATION_SETTINGS } from "@/server/contract/member/notification-settings";
import { openPage } from "@/test/support/dom/page";
import { NotificationFields } from "./notification-fields";

test("a change in one window leaves what the member has changed in another", async () => {
  vi.stubGlobal("Notification", undefined);
  const { user, inputsOf } = openPage(<NotificationFields />, {
    answers: {
      "inboxes.list": () => [{ ...inbox, name: "Shop" }],
      "notificationSettings.get": () => ({ ...DEFAULT_NOTIFICATION_SETTINGS, sendsMails: false }),
      "notificationSettings.devices": () => ({ devices: [], publicKey: "" }) as never,
      "notificationSettings.set": () => undefined,
      "me.alertMails": () => ({ alertMails: "off" }) as never,
    },
  });
  const box = (name: RegExp | string) => screen.getByRole<HTMLInputElement>("checkbox", { name });
  await user.click(await screen.findByRole("checkbox", { name: "Shop" }));
  await user.click(box(/Mention.*push/i));
  await expect
    .poll(() => inputsOf("notificationSettings.set"))
    .toEqual([
      { mutedInboxIds: [inbox.id], locale: "en" },
      { off: { push: ["mentioned"] }, locale: "en" },
    ]);
  expect([box("Shop").checked, box(/Mention.*push/i).checked]).toEqual([true, false]);
});
