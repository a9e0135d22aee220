import { expect, type Page } from "@playwright/test";
import { ADMIN, API_TOKEN } from "@/e2e/support/environment";
import { messageReceived } from "@/e2e/support/integrator";
import { expectEqualToLog } from "@/e2e/support/on-screen";
import { makeProduct, type Product } from "@/e2e/support/product";
import { details, message, openRow, pane, rowOf, thread, tick, write } from "@/e2e/support/screen";
import { test as base } from "@/e2e/support/windows";
import type { Snapshot } from "@/server/contract/event/reduce";

/** An empty product that the test may kill. */
const test = base.extend<{ product: Product }>({
  product: async ({ browserName: _ }, use) => {
    const product = await makeProduct({
      SEED: "empty",
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
      ADMIN_API_TOKEN: API_TOKEN,
    });
    await product.start();
    await use(product);
    await product.remove();
  },
  baseURL: async ({ product }, use) => use(product.url),
});

test.setTimeout(300_000);

const CUSTOMER = "李文 Li Wen";
/** Tall enough that no thread of the test scrolls: rows out of sight are not in the page. */
const viewport = { width: 1440, height: 1600 };

test("two windows show the state of the log, also after the server was killed meanwhile", {
  tag: "@journey",
}, async ({ product, integrator, openWindow, faults }) => {
  const windows = [
    await openWindow("/inbox?view=all", { viewport }),
    await openWindow("/inbox?view=all", { viewport }),
  ] as const;
  const [first, second] = windows;
  const inBoth = async (see: (page: Page) => Promise<void>) => {
    for (const page of windows) await see(page);
  };
  const begun = await Promise.all(windows.map(timeOrigin));

  const inbox = await integrator.createInbox("WhatsApp");
  const { displayId } = await integrator.createConversation({ inboxId: inbox.id, customer: CUSTOMER });
  const other = await integrator.createConversation({ inboxId: inbox.id, customer: "Noor Haddad" });

  await test.step("a customer's message appears in both", async () => {
    await integrator.receive(displayId, "你好，我的订单在哪里？");
    await inBoth((page) => expect(rowOf(page, CUSTOMER)).toContainText("你好"));
    await inBoth((page) => openRow(page, CUSTOMER));
    await inBoth((page) => expect(message(page, "我的订单在哪里")).toBeVisible());
  });

  await test.step("an answer written in one appears in both, and its tick follows the receipts", async () => {
    await write(first, CUSTOMER, "It left our shop this morning.");
    const shows = (status: string) =>
      inBoth((page) => expect(tick(page, "It left our shop", status)).toBeVisible());
    await shows("Pending");
    const answer = "It left our shop this morning.";
    const snapshot = await integrator.replay((log) => messageReceived(log, inbox.id, answer) !== undefined);
    const id = messageReceived(snapshot, inbox.id, answer)?.id ?? 0;
    expect(await integrator.report({ messageId: id, signal: "sent" })).toEqual(["applied"]);
    await shows("Sent");
    await integrator.patchAsChatwoot(displayId, id, { status: "delivered" });
    await shows("Delivered");
    expect(await integrator.report({ messageId: id, signal: "read" })).toEqual(["applied"]);
    await shows("Read");
    await inBoth((page) => expect(rowOf(page, CUSTOMER)).toContainText("Read"));
  });

  await test.step("resolved in one, it is resolved in both", async () => {
    await pane(first).getByRole("button", { name: "Resolve" }).click();
    await expect(rowOf(first, CUSTOMER)).toHaveCount(0);
    await expect(rowOf(second, CUSTOMER)).toContainText("Left this view"); // it is open there
    await expect(details(second)).toContainText("Resolved");
    await expect(thread(second, CUSTOMER)).toContainText("Resolved by Administrator");
  });

  await test.step("the customer writes again: open in both, and both show why", async () => {
    await integrator.receive(displayId, "谢谢！还有一个问题。");
    await inBoth(async (page) => {
      await openRow(page, CUSTOMER);
      await expect(thread(page, CUSTOMER)).toContainText(`Reopened because ${CUSTOMER} wrote`);
      await thread(page, CUSTOMER).getByRole("button", { name: "Why open?" }).click();
      const why = page.getByRole("dialog", { name: "Why open?" });
      await expect(why).toContainText(
        "The customer wrote in a resolved conversation, and this inbox reopens those.",
      );
      await page.keyboard.press("Escape");
      await expect(why).toBeHidden();
    });
    const ofCustomer = (log: Snapshot) =>
      Object.values(log.conversation).find((known) => known.displayId === displayId);
    const snapshot = await integrator.replay((log) => ofCustomer(log)?.status === "open");
    expect(ofCustomer(snapshot)?.cause).toMatchObject({
      rule: "customer_reply",
      setting: "onMessageAfterResolve",
    });
  });

  const acknowledged: string[] = [];
  await test.step("the server is killed under load", async () => {
    for (const error of DURING_AN_OUTAGE) faults.expect(error);
    const writing = Promise.all(
      ["a", "b", "c"].map(async (line) => {
        for (let n = 1; n <= 8; n++) {
          const content = `${line}${n} of the load`;
          const isWritten = await integrator.receive(other.displayId, content).then(
            () => true,
            () => false,
          );
          if (!isWritten) return;
          acknowledged.push(content);
        }
      }),
    );
    await expect.poll(() => acknowledged.length, { intervals: [10] }).toBeGreaterThanOrEqual(4);
    await product.kill();
    await writing;
    await inBoth((page) => expect(offlineMark(page)).toBeVisible());
    await write(first, CUSTOMER, "Written while the server was away");
    await expect(message(first, "Written while")).toContainText("Not sent yet");
  });

  await test.step("it restarts and both windows reconnect, while more changes happen", async () => {
    faults.expect(/status of 409/); // a crossing reply, refused until the program's answer was seen
    await product.start();
    const failing = await integrator.answer(displayId, "Which question?");
    await integrator.report({ messageId: failing.id, signal: "failed", error: "err123" });
    await integrator.changeStatus(other.displayId, "snooze");
    await integrator.createConversation({ inboxId: inbox.id, customer: "Ana Souza", status: "pending" });
    await expect(async () => {
      const again = message(first, "Written while").getByRole("button", { name: "Retry" });
      if (await again.isVisible()) await again.click();
      await expect(tick(first, "Written while", "Pending")).toHaveCount(1, { timeout: 1_000 });
    }).toPass();
    await inBoth((page) => expect(offlineMark(page)).toBeHidden());
    await inBoth((page) => expect(tick(page, "Written while", "Pending")).toHaveCount(1));
    await integrator.receive(displayId, "Never mind.");
  });

  await test.step("both are equal to the log, which has every acknowledged change", async () => {
    const replayed = await integrator.replay(
      (log) => messageReceived(log, inbox.id, "Never mind.") !== undefined,
    );
    const contents = Object.values(replayed.message).map(({ content }) => content);
    expect(acknowledged.filter((content) => !contents.includes(content))).toEqual([]);
    await inBoth((page) => expectEqualToLog(page, replayed));
  });
  expect(await Promise.all(windows.map(timeOrigin)), "no window was loaded again").toEqual(begun);
});

/** Logged by the browser itself while the server is down. */
const DURING_AN_OUTAGE = [
  /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE/,
  /503/,
];

const offlineMark = (page: Page) =>
  page.getByRole("navigation", { name: "Views" }).getByText("Offline. You may see old data");
const timeOrigin = (page: Page) => page.evaluate(() => performance.timeOrigin);
