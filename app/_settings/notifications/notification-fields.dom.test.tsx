import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { DEFAULT_NOTIFICATION_SETTINGS } from "@/server/contract/member/notification-settings";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { NotificationFields } from "./notification-fields";

const answers: Answers = {
  "inboxes.list": () => [{ ...inbox, name: "Shop" }],
  "notificationSettings.devices": () => ({ devices: [], publicKey: "" }) as never,
  "notificationSettings.set": () => undefined,
  "me.alertMails": () => ({ alertMails: "off" }) as never,
};

test("a change in one window leaves what the member has changed in another", async () => {
  vi.stubGlobal("Notification", undefined);
  const { user, inputsOf } = openPage(<NotificationFields />, {
    answers: {
      ...answers,
      "notificationSettings.get": () => ({ ...DEFAULT_NOTIFICATION_SETTINGS, sendsMails: false }),
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

test("a list of reasons that another window has changed is changed as it is stored", async () => {
  vi.stubGlobal("Notification", undefined);
  let { off } = DEFAULT_NOTIFICATION_SETTINGS;
  const { user, inputsOf, settled } = openPage(<NotificationFields />, {
    answers: {
      ...answers,
      "notificationSettings.get": () => ({ ...DEFAULT_NOTIFICATION_SETTINGS, off, sendsMails: false }),
    },
  });
  const box = (name: RegExp) => screen.findByRole<HTMLInputElement>("checkbox", { name });
  await box(/Mention.*push/i);
  off = { ...off, push: ["assigned"] };
  window.dispatchEvent(new Event("visibilitychange")); // the member comes back
  await expect.poll(() => inputsOf("notificationSettings.get").length).toBe(2);
  await settled();
  await user.click(await box(/Mention.*push/i));
  await expect
    .poll(() => inputsOf("notificationSettings.set"))
    .toEqual([{ off: { push: ["assigned", "mentioned"] }, locale: "en" }]);
});
