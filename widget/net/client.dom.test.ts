import { expect, onTestFinished, test } from "vitest";
import { INBOX, startStandIn } from "@/test/support/widget/stand-in";
import { createClient } from "./client";

test("an answer that comes after the visitor's logout is not used", async () => {
  const standIn = await startStandIn();
  onTestFinished(() => standIn.close());
  standIn.reply("Your parcel is on its way");
  let token: string | null = "visitor-token";
  const client = createClient(
    `${standIn.url}/`,
    INBOX,
    () => token,
    () => undefined,
  );
  expect((await client.conversations()).data).toHaveLength(1);
  const late = client.conversations();
  token = null;
  await expect(late).rejects.toMatchObject({ status: 401 });
});
