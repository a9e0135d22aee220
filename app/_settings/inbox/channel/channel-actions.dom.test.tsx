import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { ChannelFinding, ChannelHealthDto } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import en from "../../../../messages/en.json";
import zh from "../../../../messages/zh.json";
import { ChannelActions } from "./channel-actions";
import { ChannelState } from "./channel-state";
import { RefusedMail } from "./refused-mail";

const ENGLISH = { locale: "en", messages: en } as const;
const CHINESE = { locale: "zh", messages: zh } as const;
type Language = typeof ENGLISH | typeof CHINESE;

const AT = "2026-11-20T09:41:00.000Z";
const health: ChannelHealthDto = {
  state: "connected",
  since: AT,
  lastInAt: null,
  lastOutAt: null,
  error: null,
  nextTryAt: null,
  hasConnection: false,
  notKept: { count: 0, senders: [] },
};

/** What a reader of the language sees after the check. */
async function shownBy(findings: ChannelFinding[], language: Language): Promise<(string | null)[]> {
  const { user } = openPage(<ChannelActions inbox={inbox} health={health} />, {
    answers: { "inboxes.checkChannel": () => findings },
    language,
  });
  await user.click(screen.getByRole("button", { name: language.messages.settings.channelState.check }));
  const items = await within(screen.getByRole("status")).findAllByRole("listitem");
  return items.map(({ textContent }) => textContent);
}

describe("the findings of a check are in the reader's language", () => {
  test("sentences are translated, with what they are about filled in", async () => {
    const findings = [
      finding("ok", "imap_connected", { folder: "INBOX" }),
      finding("warning", "sent_folder_missing"),
      finding("error", "smtp_login_refused", { words: "535 5.7.8 Authentication failed" }),
      finding("warning", "unknown_number", {
        count: 3,
        id: "106540352242922",
        number: "15550100",
        at: AT,
        isOther: "false",
      }),
      finding("ok", "allowed_origins", { origins: "https://a.example, https://b.example" }),
    ];
    expect(await shownBy(findings, CHINESE)).toEqual([
      "正常: 文件夹 INBOX 可以读取。",
      "警告: 邮箱中没有“已发送”文件夹。",
      "错误: SMTP：535 5.7.8 Authentication failed",
      expect.stringMatching(
        /^警告: 有 3 个 Webhook 涉及号码 15550100（电话号码编号 106540352242922），.*11月20日.*。$/,
      ),
      "正常: 可以显示聊天组件的网站：https://a.example、https://b.example。",
    ]);
  });

  test("an English reader sees them in English", async () => {
    const findings = [
      finding("ok", "imap_connected", { folder: "INBOX" }),
      finding("error", "smtp_failed", { words: "Greeting never received" }),
    ];
    expect(await shownBy(findings, ENGLISH)).toEqual([
      "OK: The folder INBOX can be read.",
      "Error: SMTP: Greeting never received",
    ]);
  });

  test.each([
    ["The name imap.shop.example was not found.", "找不到域名 imap.shop.example。"],
    ["no answer within 9000 ms.", "9 秒内没有答复。"],
    [
      "connect ECONNREFUSED 192.0.2.1:993",
      "192.0.2.1:993 没有服务器响应。请检查服务器名称和端口。（connect ECONNREFUSED 192.0.2.1:993）",
    ],
    ["The provider was not reached: Connection refused.", "无法连接登录服务提供商：连接被拒绝。"],
    ["5.7.1 Too many logins", "5.7.1 Too many logins"],
  ])(
    "Tickline's own reason in a finding is translated, and a server's words are quoted: %s",
    async (words, shown) => {
      expect(await shownBy([finding("error", "imap_failed", { words })], CHINESE)).toEqual([
        `错误: IMAP：${shown}`,
      ]);
    },
  );

  test("a finding of a newer server is shown with the server's sentence", async () => {
    const newer = { level: "ok", code: "reachable", message: "The line 7 answers.", params: {} } as const;
    const { params: _, ...older } = { ...newer, code: "smtp_missing", message: "No SMTP." };
    expect(await shownBy([newer, older], CHINESE)).toEqual(["正常: The line 7 answers.", "正常: No SMTP."]);
  });
});

test("why a channel is not connected is in the reader's language where the reason is Tickline's own", async () => {
  const error =
    "190 Invalid OAuth access token. The access token has expired or was revoked: enter a new one in the inbox's settings.";
  openPage(<ChannelState inbox={inbox} />, {
    answers: { "inboxes.channelHealth": () => ({ ...health, state: "disconnected", error }) },
    language: CHINESE,
  });
  const shown = "190 Invalid OAuth access token. 访问令牌已过期或被撤销。请在收件箱设置中填写新的访问令牌。";
  expect(await screen.findByText(shown)).toBeTruthy();
});

test("why an email was not stored is in the reader's language", async () => {
  const mail = { id: "1", at: AT, from: null, subject: "", code: "mail.too_large", bytes: 60_000_000 };
  const last = { ...mail, reason: "The mail has 60000000 bytes; at most 52428800 are read." };
  const { user } = openPage(<RefusedMail inboxId={inbox.id} refused={{ count: 1, last }} />, {
    answers: { "inboxes.refusedMail": () => ({ data: [last], nextCursor: null, asOf: "0" }) },
    language: CHINESE,
  });
  await user.click(screen.getByRole("button", { name: zh.settings.refusedMail.show }));
  expect(await screen.findByText("邮件有 60,000,000 字节，最多读取 52,428,800 字节。")).toBeTruthy();
});
