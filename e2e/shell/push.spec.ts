import { expect, type Page } from "@playwright/test";
import { pane } from "@/e2e/support/screen";
import { test } from "@/e2e/support/windows";

/** Delivers what a push service would to the page's service worker. */
async function deliver(page: Page, payload: object): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devTools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const [found] = registrations;
      if (found) resolve(found.registrationId);
    });
  });
  await devTools.send("ServiceWorker.enable");
  const message = { origin: new URL(page.url()).origin, registrationId: await registered };
  await devTools.send("ServiceWorker.deliverPushMessage", { ...message, data: JSON.stringify(payload) });
  await devTools.detach();
}

/** The tags and titles of what the service worker shows. */
const shown = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const notifications = await registration.getNotifications();
    return notifications.map(({ tag, title }) => `${tag}: ${title}`);
  });

test("the service worker shows a push, replaces it by a later one of its conversation, and none of the open one", async ({
  openWindow,
  integrator,
}) => {
  const { customer, displayId, inboxId } = await integrator.begin();
  const page = await openWindow("/inbox?view=all");
  await page.context().grantPermissions(["notifications"]);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/sw.js");
    await navigator.serviceWorker.ready;
  });
  const push = (title: string, conversation = displayId) => ({
    title,
    body: "Where is my parcel?",
    url: `/inbox?view=all&c=${conversation}`,
    tag: `tickline-c${conversation}`,
    conversation,
    id: title,
  });
  await deliver(page, push("Li Wen"));
  await expect.poll(() => shown(page)).toEqual([`tickline-c${displayId}: Li Wen`]);
  await deliver(page, push("Li Wen (2 messages)"));
  await expect.poll(() => shown(page)).toEqual([`tickline-c${displayId}: Li Wen (2 messages)`]);

  // What a click does in a window that is there: the browser lets only a person click.
  const [worker] = page.context().serviceWorkers();
  await worker?.evaluate(
    async (url) => {
      const scope = globalThis as unknown as { clients: { matchAll(of: object): Promise<Window[]> } };
      const [window] = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
      window?.postMessage({ type: "open", url });
    },
    new URL(`/inbox?view=all&c=${displayId}`, page.url()).href,
  );
  await expect(page).toHaveURL(new RegExp(`c=${displayId}`));
  await expect(pane(page)).toContainText(customer);

  await page.goto(`/inbox?view=all&inbox=${inboxId}&c=${displayId}`);
  await page.bringToFront();
  await deliver(page, push("Li Wen (3 messages)"));
  await deliver(page, push("Someone else", displayId + 1));
  await expect
    .poll(() => shown(page))
    .toEqual(
      expect.arrayContaining([
        `tickline-c${displayId}: Li Wen (2 messages)`,
        `tickline-c${displayId + 1}: Someone else`,
      ]),
    );
});
