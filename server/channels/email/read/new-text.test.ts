import { expect, test } from "vitest";
import { newText } from "./new-text";

const QUOTE = "> old\n> older";

test.each([
  ["Gmail", `Yes.\n\nOn Fri, Mar 20, 2026 at 12:00 PM Ada <ada@x.example> wrote:\n\n${QUOTE}`],
  [
    "Gmail, wrapped",
    `Yes.\n\nOn Fri, Mar 20, 2026 at 12:00 PM Ada Lovelace <\nada@x.example> wrote:\n${QUOTE}`,
  ],
  [
    "Gmail in German",
    `Yes.\n\nAm Fr., 20. März 2026 um 12:00 Uhr schrieb Ada <\nada@x.example>:\n\n${QUOTE}`,
  ],
  ["Thunderbird in German", `Yes.\n\nAm 20.03.26 um 12:00 schrieb Ada:\n${QUOTE}`],
  ["Gmail in French", `Yes.\n\nLe ven. 20 mars 2026 à 12:00, Ada <ada@x.example> a écrit :\n${QUOTE}`],
  [
    "Gmail in French, no-break blanks",
    `Yes.\n\nLe 20 mars 2026 à 12:00, Ada <ada@x.example> a écrit\u00a0:\n${QUOTE}`,
  ],
  ["Gmail in Japanese", `Yes.\n\n2026年3月20日(金) 12:00 Ada <ada@x.example>:\n\n${QUOTE}`],
  ["Gmail in Chinese", `Yes.\n\nAda <ada@x.example> 于2026年3月20日周五 12:00写道：\n\n${QUOTE}`],
  ["Apple Mail in Chinese", `Yes.\n\n在 2026年3月20日，12:00，Ada <ada@x.example> 写道：\n\n${QUOTE}`],
  [
    "Apple Mail",
    `Yes.\n\nSent from my iPhone\n\nOn Mar 20, 2026, at 12:00, Ada <ada@x.example> wrote:\n\n${QUOTE}`,
  ],
  [
    "Outlook",
    "Yes.\n\n________________________________\nFrom: Ada\nSent: Friday\nTo: Bob\nSubject: Re: x\n\nold",
  ],
  ["Outlook in German", "Yes.\n\nVon: Ada\nGesendet: Freitag\nAn: Bob\nBetreff: AW: x\n\nold"],
  ["Outlook in French", "Yes.\n\nDe : Ada\nEnvoyé : vendredi\nÀ : Bob\nObjet : x\n\nold"],
  ["Outlook in Chinese", "Yes.\n\n发件人: Ada\n发送时间: 2026年3月20日\n收件人: Bob\n主题: x\n\nold"],
  ["Outlook in Japanese", "Yes.\n\n差出人: Ada\n送信日時: 2026年3月20日\n宛先: Bob\n件名: x\n\nold"],
  ["Outlook in Spanish", "Yes.\n\nDe: Ada\nEnviado el: viernes\nPara: Bob\nAsunto: x\n\nold"],
  ["Outlook's older mark", "Yes.\n\n-----Original Message-----\nFrom: Ada\n\nold"],
  ["QQ Mail", "Yes.\n\n------------------ 原始邮件 ------------------\n发件人: Ada\n\nold"],
  ["a signature", "Yes.\n-- \nAda Lovelace\nx.example"],
  ["a phone's signature in Chinese", "Yes.\n\n发自我的iPhone"],
  ["a phone's signature in Chinese, its verb last", "Yes.\n\n从我的 iPhone 发送"],
  ["a phone's signature in German", "Yes.\n\nVon meinem iPhone gesendet"],
])("quoted mail and signature of %s are left out", (_, text) => {
  expect(newText(text)).toBe("Yes.");
});

test("answers between quoted lines stay", () => {
  const text = "On 3 May 2026, Ada <ada@x.example> wrote:\n> One?\nFirst.\n> Two?\nSecond.";
  expect(newText(text)).toBe("First.\nSecond.");
});

test.each([
  ["a forwarded mail", "---------- Forwarded message ---------\nSubject: x\n\nInner"],
  ["quoted lines only", "> one\n> two"],
  ["a sentence that ends like an attribution", "My colleague wrote:\nPlease send it again."],
  ["a label without a date below", "From: Berlin\nTo: Hamburg\nWe travel."],
  ["a Chinese sentence that begins like a phone's signature", "你好！\n\n从我的账户扣了两次钱。"],
  [
    "a German sentence that begins like a phone's signature",
    "Hallo,\nvon meinem Konto wurde zweimal abgebucht.",
  ],
  [
    "a form that a website sends",
    "New message.\n\nFrom: Ada\nDate: 3 May 2026\nSubject: Order\n\nWhere is it?",
  ],
  ["a journey", "Please book.\n\nFrom: Berlin\nTo: Paris\nDate: 3 May 2026\n\nFor two people."],
  [
    "a report of what somebody said",
    "Hello,\nOn 3 May 2026 your agent wrote:\nWe refund you.\n\nWhere is it?",
  ],
  ["the same in German", "Hallo,\nam 3. Mai schrieb ich Ihnen:\nBitte stornieren.\n\nWann geschieht das?"],
  ["a long line of signs", `${"- ".repeat(50_000)}x`],
])("%s stays whole", (_, text) => {
  expect(newText(text)).toBe(text);
});
